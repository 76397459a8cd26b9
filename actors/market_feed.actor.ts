/**
 * The market feed: listens to the exchange and tells what happens there, each closed candle exactly once and in order.
 * Holds: the socket, and for each market where it stands (see market_sync.ts).
 * **Hears** frames of its own socket, answers of REST and of the recorder, and who wants to know the markets.
 * **Tells** the raw stream, prints, open and closed 1m candles, and its own status.
 * **On restart** and after every loss of the wire it subscribes, lets frames wait, asks REST for what came after the
 * recorder's last candle, publishes that, and then what waited.
 */
import { z } from "zod";
import { backoffMs } from "../domain/backoff.ts";
import { ExchangeUnavailable } from "../domain/exchange_error.ts";
import { type Market, type Symbol, symbol } from "../domain/market.ts";
import type { Frame } from "../exchanges/binance/frame.ts";
import type { BinanceStreams } from "../exchanges/binance/streams.ts";
import { demoExchangeProtocol } from "./demo_exchange_protocol.ts";
import { fetchPage } from "./feed_fetch.ts";
import { FeedStatus } from "./feed_status.ts";
import { type Address, type Transport, Venue } from "./feed_venue.ts";
import { marketFeedProtocol } from "./market_feed_protocol.ts";
import {
  beginRepair,
  hearClosed,
  hearOpen,
  hearPage,
  type MarketSync,
  marketSync,
  type SyncCounts,
  type SyncStep,
  wireLost,
} from "./market_sync.ts";
import { OpenMinute } from "./open_minute.ts";
import { recorderProtocol } from "./recorder_protocol.ts";
import { type ActorContext, type ActorRef, defineActor } from "./runtime/mod.ts";
import { candleKey, heartbeat, heartbeatStatuses, openCandles, rawStream, trades } from "./topics.ts";

/** Open candles are told at most so often: nobody sees more. */
const OPEN_CANDLES_EVERY_MS = 200;
const STATUS_EVERY_MS = 1_000;
/** What the log tells of each market. */
const AUDITED: readonly (readonly [keyof SyncCounts, string])[] = [
  ["gaps", "The wire skipped candles"],
  ["repaired", "Candles were fetched over REST"],
  ["missing", "The exchange itself has no candles there: it halted"],
  ["corrections", "A closed candle came again with other numbers; what was told stays"],
  ["late", "Candles came late"],
];

export { marketFeedProtocol };

const marketFeedArgs = z.object({
  exchange: z.enum(["binance", "demo"]),
  endpoints: z.union([
    z.object({ restUrl: z.string(), wsUrl: z.string() }),
    z.object({ demoPath: z.string() }),
  ]),
  recorderPath: z.string(),
  symbols: z.array(symbol).min(1),
  /** How far back the first start fetches candles, ms. */
  historyMs: z.number().nonnegative(),
  /** Default: the network. Only in this isolate. */
  transport: z.custom<Transport>().default({}),
});

/** One market. */
interface Followed {
  sync: MarketSync;
  readonly open: OpenMinute;
  lastTradeId: number;
  /** Failed attempts in a row to fetch its candles. */
  attempts: number;
}

interface State {
  readonly args: z.infer<typeof marketFeedArgs>;
  readonly life: number;
  readonly recorder: ActorRef<typeof recorderProtocol>;
  readonly venue: Venue;
  readonly socket: BinanceStreams;
  readonly followed: ReadonlyMap<Symbol, Followed>;
  markets: readonly Market[] | null;
  marketsAttempts: number;
  readonly status: FeedStatus;
}

type Context = ActorContext<typeof marketFeedProtocol>;

export default defineActor({
  protocol: marketFeedProtocol,
  args: marketFeedArgs,
  mailbox: { capacity: 50_000 },
  init(ctx, args): State {
    const life = ctx.random();
    const venue = venueOf(ctx, args);
    const socket = venue.connect({
      onFrame: (frame, text, receivedMs) => ctx.self.tell("FrameReceived", { life, frame, text, receivedMs }),
      onLive: () => ctx.self.tell("WireLive", { life }),
      onLost: (_, why) => ctx.self.tell("WireLost", { life, why }),
    });
    ctx.every(OPEN_CANDLES_EVERY_MS, "TellOpenCandles");
    ctx.every(STATUS_EVERY_MS, "TellStatus");
    const recorder = ctx.whereis(args.recorderPath, recorderProtocol);
    const followed = new Map(args.symbols.map((symbol) => [symbol, follow(symbol)]));
    const status = new FeedStatus(args.exchange, args.symbols);
    return { args, life, recorder, venue, socket, followed, markets: null, marketsAttempts: 0, status };
  },
  on: {
    GetMarkets(state, _, ctx) {
      if (state.markets) return [...state.markets];
      ctx.stash();
      return []; // not sent: a message put aside is answered when it is handled again
    },
    FrameReceived(state, message, ctx) {
      if (message.life === state.life) hearFrame(state, message.frame, message.text, message.receivedMs, ctx);
    },
    WireLive(state, message, ctx) {
      if (message.life === state.life) wireIsLive(state, ctx);
    },
    WireLost(state, { life, why }, ctx) {
      if (life === state.life) wireIsLost(state, why, ctx);
    },
    FetchCandles(state, message, ctx) {
      const market = followedOf(state, message);
      if (market) fetchCandles(state, market, ctx);
    },
    CandlesFetched(state, { page, ...message }, ctx) {
      const market = followedOf(state, message);
      if (!market) return;
      market.attempts = 0;
      state.status.fetched();
      act(state, market, hearPage(market.sync, message.repair, page), ctx);
    },
    FetchFailed(state, { why, retryAfterMs, ...message }, ctx) {
      const market = followedOf(state, message);
      if (!market) return;
      fetchFailed(state, why, ctx);
      fetchLater(market, message.life, retryAfterMs, ctx);
    },
    FetchMarkets(state, { life }, ctx) {
      if (life === state.life) fetchMarkets(state, ctx);
    },
    MarketsFetched(state, { life, markets }, ctx) {
      if (life !== state.life) return;
      state.markets = markets;
      state.status.fetched();
      ctx.unstash();
    },
    FetchMarketsFailed(state, { life, why }, ctx) {
      if (life !== state.life) return;
      fetchFailed(state, why, ctx);
      ctx.after(backoffMs(state.marketsAttempts++, ctx.random()), "FetchMarkets", { life });
    },
    TellOpenCandles(state, _, ctx) {
      for (const { open } of state.followed.values()) {
        const candle = open.takeChange();
        if (candle) ctx.publish(openCandles.key(candleKey(candle.symbol, "1m")), { candle });
      }
    },
    TellStatus: (state, _, ctx) => tellStatus(state, ctx),
  },
  terminate: (state) => state.socket.close(),
});

function venueOf(ctx: Context, args: State["args"]): Venue {
  const { endpoints, symbols, transport } = args;
  const exchangeName = args.exchange === "binance" ? "Binance" : "Demo exchange";
  const find = async (signal: AbortSignal): Promise<Address> =>
    "demoPath" in endpoints
      ? await ctx.whereis(endpoints.demoPath, demoExchangeProtocol).ask("GetAddress", undefined, { signal })
      : endpoints;
  const { clock, random, signal } = ctx;
  return new Venue({ exchangeName, address: find, symbols, clock, random, signal, transport });
}

function follow(symbol: Symbol): Followed {
  return { sync: marketSync(symbol), open: new OpenMinute(symbol), lastTradeId: -1, attempts: 0 };
}

/** The market that an answer is for; undefined when the answer belongs to an earlier incarnation or repair. */
function followedOf(state: State, of: { life: number; symbol: Symbol; repair: number }): Followed | undefined {
  const market = state.followed.get(of.symbol);
  return of.life === state.life && market?.sync.repair === of.repair ? market : undefined;
}

function hearFrame(state: State, frame: Frame, text: string, receivedMs: number, ctx: Context): void {
  state.status.lastMessageMs = receivedMs;
  tellRaw(state, frame, text, receivedMs, ctx);
  if (frame.kind === "trade") hearTrade(state, frame, ctx);
  else if (frame.kind === "candle") hearCandle(state, frame, ctx);
}

function tellRaw(state: State, frame: Frame, text: string, receivedMs: number, ctx: Context): void {
  const stream = "stream" in frame ? frame.stream : frame.kind;
  const symbol = "stream" in frame ? state.venue.names.ofStream(frame.stream) : null;
  const closes = frame.kind === "candle" && frame.closed;
  ctx.publish(rawStream.key(symbol ?? "*"), {
    receivedMs,
    exchange: state.args.exchange,
    stream,
    symbol,
    closes,
    text,
  });
}

function hearTrade(state: State, { trade, firstId, lastId }: Frame & { kind: "trade" }, ctx: Context): void {
  const market = state.followed.get(trade.symbol);
  if (!market || trade.id <= market.lastTradeId) return; // told before: connections overlap while one replaces the other
  market.lastTradeId = trade.id;
  market.open.hearTrade(trade, firstId, lastId);
  ctx.publish(trades.key(trade.symbol), { trade });
}

function hearCandle(state: State, frame: Frame & { kind: "candle" }, ctx: Context): void {
  const { candle, closed, eventMs, lastId } = frame;
  const market = state.followed.get(candle.symbol);
  if (!market || candle.timeframe !== "1m") return;
  if (closed) return act(state, market, hearClosed(market.sync, candle, eventMs), ctx);
  market.open.hearCandle(candle, lastId);
  act(state, market, hearOpen(market.sync, candle.openMs, eventMs), ctx);
}

/** Does what follows from a step of the pure core. */
function act(state: State, market: Followed, step: SyncStep, ctx: Context): void {
  audit(market.sync.counts, step.sync, ctx);
  market.sync = step.sync;
  for (const closed of step.publish) ctx.publish(heartbeat.key(candleKey(closed.candle.symbol, "1m")), closed);
  if (step.fetch === "now") fetchCandles(state, market, ctx);
  else if (step.fetch === "soon") fetchLater(market, state.life, null, ctx);
}

/** Logs everything that was not as regular as it should be. */
function audit(before: SyncCounts, { symbol, counts }: MarketSync, ctx: Context): void {
  for (const [name, words] of AUDITED) {
    const count = counts[name] - before[name];
    if (count > 0) ctx.log.warn(words, { symbol, count });
  }
}

/** Asks without keeping the mailbox waiting; the page comes as a message. */
function fetchCandles({ args, life, recorder, venue }: State, { sync }: Followed, ctx: Context): void {
  const { symbol, repair, nextMs } = sync;
  const { signal, self } = ctx;
  const request = { venue, recorder, symbol, nextMs, historyMs: args.historyMs };
  fetchPage(request, signal).then(
    (page) => self.tell("CandlesFetched", { life, symbol, repair, page }),
    (error) => {
      if (signal.aborted) return;
      const retryAfterMs = error instanceof ExchangeUnavailable ? error.retryAfterMs : null;
      self.tell("FetchFailed", { life, symbol, repair, why: messageOf(error), retryAfterMs });
    },
  );
}

function fetchLater(market: Followed, life: number, retryAfterMs: number | null, ctx: Context): void {
  const { symbol, repair } = market.sync;
  const waitMs = Math.max(retryAfterMs ?? 0, backoffMs(market.attempts++, ctx.random()));
  ctx.after(waitMs, "FetchCandles", { life, symbol, repair });
}

function fetchMarkets({ venue, args, life }: State, { signal, self }: Context): void {
  const fetch = async () => await venue.rest.markets(args.symbols, signal);
  fetch().then(
    (markets) => self.tell("MarketsFetched", { life, markets }),
    (error) => {
      if (!signal.aborted) self.tell("FetchMarketsFailed", { life, why: messageOf(error) });
    },
  );
}

function wireIsLive(state: State, ctx: Context): void {
  state.status.live();
  for (const market of state.followed.values()) {
    market.attempts = 0;
    act(state, market, beginRepair(market.sync), ctx);
  }
  if (!state.markets) fetchMarkets(state, ctx);
  tellStatus(state, ctx);
}

function wireIsLost(state: State, why: string, ctx: Context): void {
  ctx.log.warn("The wire is lost", { why });
  state.status.lost(why);
  for (const market of state.followed.values()) {
    market.sync = wireLost(market.sync);
    market.lastTradeId = -1; // an exchange that starts anew may count anew
  }
  tellStatus(state, ctx);
}

function fetchFailed(state: State, why: string, ctx: Context): void {
  ctx.log.warn("Could not fetch from the exchange", { why });
  state.status.fetchFailed(why);
  tellStatus(state, ctx);
}

function tellStatus({ status, followed }: State, ctx: Context): void {
  const changed = status.take([...followed.values()].map(({ sync }) => sync), ctx.clock.now());
  if (changed) ctx.publish(heartbeatStatuses, changed);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
