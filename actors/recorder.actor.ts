/**
 * The recorder: the one that writes the market's closed candles, and answers for them.
 * Holds: the candles heard and not yet stored (bounded), the last heartbeat status.
 * **Hears** closed candles of every market and timeframe, the heartbeat status, and questions for candles.
 * **Tells** nobody; questions are answered only after everything heard before them is stored.
 * **On restart** what was kept is lost, so what was queued behind it is not taken either: it would leave a hole. The feed
 * and the makers restart with it and tell everything after the last stored candle again.
 *
 * What is stored has no hole: a candle that follows one which was never heard is a crash, and so are too many candles
 * kept while the database is away. Questions asked meanwhile are put aside.
 */
import { z } from "zod";
import { backoffMs } from "../domain/backoff.ts";
import type { CandleClosed } from "../domain/candle.ts";
import type { HeartbeatStatus } from "../domain/heartbeat.ts";
import { candlesBetween, lastCandle, saveCandles } from "../db/candles.ts";
import type { Db } from "../db/db.ts";
import { saveHeartbeatStatus } from "../db/heartbeat_status.ts";
import { recorderProtocol } from "./recorder_protocol.ts";
import { type ActorContext, defineActor } from "./runtime/mod.ts";
import { continueChains, type Lasts } from "./stored_chain.ts";
import { candleKey, heartbeat, heartbeatStatuses } from "./topics.ts";

export { recorderProtocol };

const recorderArgs = z.object({
  db: z.custom<Db>((value) => typeof value === "function", "expected an open database"),
  /** Whose candles these are. */
  exchange: z.string().default("demo"),
  /** Candles kept while the database is away; one more is a crash. */
  bound: z.int().positive().default(100_000),
  /** Candles of one write. */
  batch: z.int().positive().default(2_000),
});

interface State {
  readonly args: z.infer<typeof recorderArgs>;
  readonly life: number;
  /** Whether everything queued for an earlier incarnation is through. */
  begun: boolean;
  kept: CandleClosed[];
  /** Where the stored candles end, for those markets and timeframes that were heard of. */
  lasts: Lasts;
  status: HeartbeatStatus | null;
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
    ctx.subscribe(heartbeatStatuses, "HeartbeatStatusChanged", { conflate: true });
    const life = ctx.random();
    ctx.self.tell("Begin", { life });
    return { args, life, begun: false, kept: [], lasts: new Map(), status: null, flushComes: false, failures: 0 };
  },
  on: {
    Begin(state, { life }) {
      if (life === state.life) state.begun = true;
    },
    CandleClosed(state, closed, ctx) {
      if (!state.begun) return;
      keep(state, closed);
      if (state.failures === 0 && state.kept.length >= state.args.batch) return flush(state, ctx).then(ignore);
      flushSoon(state, ctx);
    },
    HeartbeatStatusChanged(state, status, ctx) {
      state.status = status;
      flushSoon(state, ctx);
    },
    async Flush(state, _, ctx) {
      state.flushComes = false;
      await flush(state, ctx);
    },
    GetCandles: (state, range, ctx) =>
      answer(state, ctx, [], () => candlesBetween(state.args.db, state.args.exchange, range)),
    GetLastCandle: (state, of, ctx) =>
      answer(
        state,
        ctx,
        null,
        async () => await lastCandle(state.args.db, state.args.exchange, of.symbol, of.timeframe) ?? null,
      ),
  },
  async terminate(state, { kind }, ctx) {
    if (kind !== "crash") await flush(state, ctx);
  },
});

function keep(state: State, closed: CandleClosed): void {
  if (state.kept.length >= state.args.bound) {
    const { candle } = closed;
    throw new Error(
      `Cannot keep candle ${candle.symbol}@${candle.timeframe} of ${candle.openMs}: ` +
        `${state.kept.length} wait for the database already`,
    );
  }
  state.kept.push(closed);
}

/** The mailbox is first in, first out: when the `Flush` is handled, all that was queued before it has gathered. */
function flushSoon(state: State, ctx: Context): void {
  if (state.flushComes) return;
  state.flushComes = true;
  ctx.self.tell("Flush");
}

/** Stores everything kept. Answers false, and tries again later, when the database fails. */
async function flush(state: State, ctx: Context): Promise<boolean> {
  const { db, exchange, batch } = state.args;
  try {
    if (state.failures > 0) await db`select 1`; // is it there again? there may be nothing to write
    while (state.kept.length > 0) {
      const some = state.kept.slice(0, batch);
      const { candles, lasts } = continueChains(await lastsOf(state, some), some);
      await saveCandles(db, exchange, candles);
      state.lasts = lasts;
      state.kept = state.kept.slice(some.length);
    }
    if (state.status) await saveHeartbeatStatus(db, state.status);
    state.status = null;
  } catch (error) {
    if (error instanceof RangeError) throw error; // no retry helps: the sources must tell again
    databaseFailed(state, ctx, error);
    return false;
  }
  databaseIsThere(state, ctx);
  return true;
}

/** Where the stored candles of these markets and timeframes end. */
async function lastsOf({ args, lasts }: State, told: readonly CandleClosed[]): Promise<Lasts> {
  const known = new Map(lasts);
  for (const { candle: { symbol, timeframe } } of told) {
    const key = candleKey(symbol, timeframe);
    if (!known.has(key)) known.set(key, (await lastCandle(args.db, args.exchange, symbol, timeframe))?.openMs ?? null);
  }
  return known;
}

/** Answers a question, or puts it aside until the database is there again. */
async function answer<T>(state: State, ctx: Context, none: T, read: () => Promise<T>): Promise<T> {
  if (state.failures > 0 || !await flush(state, ctx)) {
    ctx.stash();
    return none; // not sent: a message put aside is answered when it is handled again
  }
  try {
    return await read();
  } catch (error) {
    databaseFailed(state, ctx, error);
    ctx.stash();
    return none;
  }
}

function databaseFailed(state: State, ctx: Context, error: unknown): void {
  const retryMs = backoffMs(state.failures++, ctx.random());
  state.flushComes = true;
  ctx.after(retryMs, "Flush");
  const why = error instanceof Error ? error.message : String(error);
  ctx.log.warn("The database fails; candles are kept", { why, kept: state.kept.length, retryMs });
}

function databaseIsThere(state: State, ctx: Context): void {
  if (state.failures === 0) return;
  ctx.log.info("The database is there again", { failures: state.failures });
  state.failures = 0;
  ctx.unstash();
}

function ignore(): void {}
