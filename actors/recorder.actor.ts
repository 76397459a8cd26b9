/**
 * The recorder: the one that writes what the market told, and answers for it.
 * Holds: what was heard and is not yet stored: candles, corrections, the audit log, frames where those are wanted (each
 * bounded), the last heartbeat status.
 * **Hears** closed and corrected candles of every market and timeframe, the feed's incidents, its status, and questions.
 * **Tells** nobody; questions are answered only after everything heard before them is stored.
 * **On restart** what was kept is lost, so what was queued behind it is not taken either: it would leave a hole. The feed
 * and the makers restart with it and tell everything after the last stored candle again.
 *
 * What is stored has no hole: a candle that follows one which was never heard is a crash, and so are too many candles
 * kept while the database is away. Questions asked meanwhile are put aside. Every hour it removes what is too old; candles
 * stay.
 */
import { z } from "zod";
import { backoffMs } from "../domain/backoff.ts";
import { candlesBetween, correctedBehind, firstCandle, lastCandle } from "../db/candles.ts";
import { databaseArg } from "./database_arg.ts";
import { Kept } from "./recorder/kept.ts";
import { storePast } from "./recorder/past.ts";
import { prune } from "./recorder/retention.ts";
import { type Shelf, storeKept } from "./recorder/store.ts";
import { recorderProtocol } from "./recorder_protocol.ts";
import { type ActorContext, defineActor } from "./runtime/mod.ts";
import { corrections, feedIncidents, heartbeat, heartbeatStatuses, rawStream } from "./topics.ts";

export { recorderProtocol };

const DAY_MS = 86_400_000;
/** A database is nobody whom attempts could annoy: what was kept is stored soon after it is back. */
const DATABASE_BACKOFF = { minMs: 250, maxMs: 2_000, factor: 2 };
/** Old rows are no hurry at the start. */
const FIRST_PRUNE = "1m";
const PRUNE_EVERY = "1h";

const recorderArgs = z.object({
  db: databaseArg,
  /** Whose candles these are. */
  exchange: z.string().default("demo"),
  /** Candles kept while the database is away; one more is a crash. */
  bound: z.int().positive().default(100_000),
  /** Rows of one write. */
  batch: z.int().positive().default(2_000),
  /** How long the audit log is kept, ms. */
  auditRetentionMs: z.number().nonnegative().default(90 * DAY_MS),
  /** How long frames are kept as they were received, ms; 0 = they are not stored at all. */
  rawRetentionMs: z.number().nonnegative().default(0),
});

interface State {
  readonly args: z.infer<typeof recorderArgs>;
  readonly life: number;
  readonly shelf: Shelf;
  readonly kept: Kept;
  /** Whether everything queued for an earlier incarnation is through. */
  begun: boolean;
  /** A `Flush` is on its way. */
  flushComes: boolean;
  /** How often in a row the database has failed; 0 while it is there. */
  failures: number;
}

type Context = ActorContext<typeof recorderProtocol>;

export default defineActor({
  protocol: recorderProtocol,
  args: recorderArgs,
  mailbox: { capacity: 100_000 },
  init(ctx, args): State {
    ctx.subscribe(heartbeat, "CandleClosed");
    ctx.subscribe(corrections, "CandleCorrected");
    ctx.subscribe(feedIncidents, "IncidentNoticed");
    ctx.subscribe(heartbeatStatuses, "HeartbeatStatusChanged", { conflate: true });
    if (args.rawRetentionMs > 0) ctx.subscribe(rawStream, "FrameReceived");
    ctx.after(FIRST_PRUNE, "Prune");
    ctx.every(PRUNE_EVERY, "Prune");
    const life = ctx.random();
    ctx.self.tell("Begin", { life });
    const { db, exchange, batch } = args;
    const shelf = { db, exchange, batch, lasts: new Map() };
    return { args, life, shelf, kept: new Kept(args.bound), begun: false, flushComes: false, failures: 0 };
  },
  on: {
    Begin(state, { life }) {
      if (life === state.life) state.begun = true;
    },
    CandleClosed(state, closed, ctx) {
      if (!state.begun) return;
      state.kept.addCandle(closed);
      if (state.failures === 0 && state.kept.candles.length >= state.args.batch) return flush(state, ctx).then(ignore);
      flushSoon(state, ctx);
    },
    CandleCorrected(state, corrected, ctx) {
      if (!state.begun) return;
      state.kept.addCorrection(corrected);
      flushSoon(state, ctx);
    },
    IncidentNoticed(state, incident, ctx) {
      state.kept.addIncident(incident);
      flushSoon(state, ctx);
    },
    FrameReceived(state, frame, ctx) {
      state.kept.addFrame(frame);
      flushSoon(state, ctx);
    },
    HeartbeatStatusChanged(state, status, ctx) {
      state.kept.status = status;
      flushSoon(state, ctx);
    },
    async Flush(state, _, ctx) {
      state.flushComes = false;
      await flush(state, ctx);
    },
    async Prune(state, _, ctx) {
      if (state.failures > 0 || !await flush(state, ctx)) return; // the next hour comes
      const { args } = state;
      await withDatabase(state, ctx, async () => {
        if (await prune(args.db, args, ctx.clock.now())) ctx.self.tell("Prune");
      });
    },
    GetCandles: (state, range, ctx) =>
      answer(state, ctx, [], ({ db, exchange }) => candlesBetween(db, exchange, range)),
    GetLastCandle: (state, { symbol, timeframe }, ctx) =>
      answer(state, ctx, null, async ({ db, exchange }) => await lastCandle(db, exchange, symbol, timeframe) ?? null),
    GetFirstCandle: (state, { symbol, timeframe }, ctx) =>
      answer(state, ctx, null, async ({ db, exchange }) => await firstCandle(db, exchange, symbol, timeframe) ?? null),
    GetCorrectedBehind: (state, of, ctx) =>
      answer(state, ctx, [], ({ db, exchange }) => correctedBehind(db, exchange, of)),
    StorePast: (state, { symbol, candles }, ctx) =>
      answer(
        state,
        ctx,
        { firstMs: null, reason: null },
        ({ db, exchange }) => storePast(db, exchange, symbol, candles),
      ),
  },
  async terminate(state, { kind }, ctx) {
    if (kind !== "crash") await flush(state, ctx);
  },
});

/** The mailbox is first in, first out: when the `Flush` is handled, all that was queued before it has gathered. */
function flushSoon(state: State, ctx: Context): void {
  if (state.flushComes) return;
  state.flushComes = true;
  ctx.self.tell("Flush");
}

/** Stores everything kept. Answers false, and tries again later, when the database fails. */
function flush(state: State, ctx: Context): Promise<boolean> {
  return withDatabase(state, ctx, async () => {
    if (state.failures > 0) await state.args.db`select 1`; // is it there again? there may be nothing to write
    await storeKept(state.shelf, state.kept);
    databaseIsThere(state, ctx);
  });
}

/** Answers a question, or puts it aside until the database is there again. */
async function answer<T>(state: State, ctx: Context, none: T, read: (from: State["args"]) => Promise<T>): Promise<T> {
  let found = none; // not sent: a message put aside is answered when it is handled again
  const isThere = state.failures === 0 && await flush(state, ctx) && await withDatabase(state, ctx, async () => {
    found = await read(state.args);
  });
  if (!isThere) ctx.stash();
  return found;
}

/** Does something with the database; false, and tried again later what is kept, when it fails. */
async function withDatabase(state: State, ctx: Context, act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof RangeError) throw error; // no retry helps: the sources must tell again
    databaseFailed(state, ctx, error);
    return false;
  }
}

function databaseFailed(state: State, ctx: Context, error: unknown): void {
  const retryMs = backoffMs(state.failures++, ctx.random(), DATABASE_BACKOFF);
  state.flushComes = true;
  ctx.after(retryMs, "Flush");
  const why = error instanceof Error ? error.message : String(error);
  ctx.log.warn("The database fails; candles are kept", { why, kept: state.kept.candles.length, retryMs });
}

function databaseIsThere(state: State, ctx: Context): void {
  const givenUp = state.kept.takeGivenUp();
  if (givenUp > 0) ctx.log.warn("Entries of the audit log or frames were given up", { count: givenUp });
  if (state.failures === 0) return;
  ctx.log.info("The database is there again", { failures: state.failures });
  state.failures = 0;
  ctx.unstash();
}

function ignore(): void {}
