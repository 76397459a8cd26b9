/**
 * The market feed: listens to the exchange and tells what happens there, each closed candle exactly once and in order.
 * Holds: the streams, and for each market where its candles and its prints stand (see market_feed/market_sync.ts and
 * market_feed/trade_sequence.ts).
 * **Hears** frames of its own streams, answers of REST and of the recorder, which markets are wanted, and who wants to know
 * their rules or their past.
 * **Tells** the raw stream, prints, open and closed 1m candles, corrections, its own status, and what was irregular.
 * **On restart** and after every loss of the wire it subscribes, lets frames wait, asks REST for what came after the
 * recorder's last candle, publishes that, and then what waited. Prints that fell into a restart of its own are not told.
 */
import type { z } from "zod";
import type { Symbol } from "../domain/market.ts";
import { demoDoorProtocol } from "./demo_exchange_protocol.ts";
import { FeedAudit } from "./market_feed/audit.ts";
import { candleChecked, candlesFetched, checkCandle, fetchCandles, fetchCandlesLater } from "./market_feed/candles.ts";
import { fetchWanted, follow, followWanted, unfollow } from "./market_feed/following.ts";
import { hearFrame } from "./market_feed/hearing.ts";
import { askRules, MarketRules, rulesFailed, rulesFetched, rulesOf } from "./market_feed/market_rules.ts";
import { fetchPast, PastQueue, wishPast } from "./market_feed/past.ts";
import { fetchPrints, fetchPrintsLater, printsFetched } from "./market_feed/prints.ts";
import { type FeedContext, type FeedState, type Followed, marketFeedArgs } from "./market_feed/state.ts";
import { FeedStatus, fetchFailed, tellStatus } from "./market_feed/status.ts";
import { type Address, Venue } from "./market_feed/venue.ts";
import { checkSilence, streamsLive, streamsLost } from "./market_feed/wire.ts";
import { marketFeedProtocol } from "./market_feed_protocol.ts";
import { recorderProtocol } from "./recorder_protocol.ts";
import { defineActor } from "./runtime/mod.ts";
import { candleKey, openCandles } from "./topics.ts";

/** Open candles are told at most so often: nobody sees more. */
const OPEN_CANDLES_EVERY_MS = 200;
const LOOK_EVERY_MS = 1_000;

export { marketFeedProtocol };

export default defineActor({
  protocol: marketFeedProtocol,
  args: marketFeedArgs,
  mailbox: { capacity: 50_000 },
  init(ctx, args): FeedState {
    const life = ctx.random();
    const state: FeedState = {
      args,
      life,
      recorder: ctx.whereis(args.recorderPath, recorderProtocol),
      venue: venueOf(ctx, args, life),
      followed: new Map(),
      rules: new MarketRules(),
      past: new PastQueue(),
      audit: new FeedAudit(args.exchange, ctx),
      status: new FeedStatus(args.exchange),
      exchangeMs: -Infinity,
      heardMs: ctx.clock.now(),
    };
    follow(state, args.symbols, ctx);
    ctx.every(OPEN_CANDLES_EVERY_MS, "TellOpenCandles");
    ctx.every(LOOK_EVERY_MS, "LookAfter");
    ctx.self.tell("FetchWanted", { life, attempt: 0 });
    return state;
  },
  on: {
    Follow: (state, { symbol }, ctx) => followWanted(state, symbol, ctx),
    Unfollow: (state, { symbol }, ctx) => unfollow(state, symbol, ctx),
    FetchWanted(state, { life, attempt }, ctx) {
      if (life === state.life) fetchWanted(state, attempt, ctx);
    },
    WantedFetched(state, { life, symbols }, ctx) {
      if (life !== state.life) return;
      for (const symbol of symbols) followWanted(state, symbol, ctx);
    },
    GetMarkets(state, _, ctx) {
      const rules = rulesOf(state, [...state.followed.keys()], ctx);
      if (!rules) ctx.stash();
      return rules ?? []; // not sent when put aside: it is answered when it is handled again
    },
    GetMarket(state, { symbol }, ctx) {
      const rules = rulesOf(state, [symbol], ctx);
      if (!rules) ctx.stash();
      return rules?.[0] ?? null; // not sent when put aside
    },
    FetchPast: (state, wish, ctx) => wishPast(state, wish, ctx),
    PastDone(state, { life }, ctx) {
      if (life !== state.life) return;
      state.past.running = false;
      fetchPast(state, ctx);
    },
    FrameReceived(state, { life, frame, text, receivedMs }, ctx) {
      if (life === state.life) hearFrame(state, frame, text, receivedMs, ctx);
    },
    StreamsLive(state, { life, streams }, ctx) {
      if (life !== state.life) return;
      streamsLive(state, streams, ctx);
      askRules(state, [...state.followed.keys()], ctx);
    },
    StreamsLost(state, { life, streams, why }, ctx) {
      if (life === state.life) streamsLost(state, streams, why, ctx);
    },
    FetchCandles(state, message, ctx) {
      const market = followedOf(state, message);
      if (market?.sync.repair === message.repair) fetchCandles(state, market, ctx);
    },
    CandlesFetched(state, message, ctx) {
      const market = followedOf(state, message);
      if (market?.sync.repair === message.repair) candlesFetched(state, market, message.page, ctx);
    },
    FetchFailed(state, message, ctx) {
      const market = followedOf(state, message);
      if (market?.sync.repair !== message.repair) return;
      fetchFailed(state, message.why, ctx);
      fetchCandlesLater(market, message.retryAfterMs, ctx);
    },
    FetchPrints(state, message, ctx) {
      const market = followedOf(state, message);
      if (market?.prints.repair === message.repair) fetchPrints(state, market, ctx);
    },
    PrintsFetched(state, message, ctx) {
      const market = followedOf(state, message);
      if (market) printsFetched(state, market, message, ctx);
    },
    PrintsFailed(state, message, ctx) {
      const market = followedOf(state, message);
      if (market?.prints.repair !== message.repair) return;
      fetchFailed(state, message.why, ctx);
      fetchPrintsLater(market, message.retryAfterMs, ctx);
    },
    CheckCandle(state, message, ctx) {
      const market = followedOf(state, message);
      if (market) checkCandle(state, market, message.openMs, message.attempt, ctx);
    },
    CandleChecked(state, message, ctx) {
      const market = followedOf(state, message);
      if (market) candleChecked(state, market, message, ctx);
    },
    FetchMarkets(state, { life, symbols }, ctx) {
      if (life === state.life) askRules(state, symbols, ctx);
    },
    MarketsFetched(state, message, ctx) {
      if (message.life !== state.life) return;
      rulesFetched(state, message);
      ctx.unstash();
    },
    FetchMarketsFailed(state, { life, symbols, why }, ctx) {
      if (life === state.life) rulesFailed(state, symbols, why, ctx);
    },
    TellOpenCandles(state, _, ctx) {
      for (const { open } of state.followed.values()) {
        const candle = open.takeChange();
        if (candle) ctx.publish(openCandles.key(candleKey(candle.symbol, "1m")), { candle });
      }
    },
    LookAfter(state, _, ctx) {
      checkSilence(state, ctx);
      fetchPast(state, ctx);
      state.audit.flush([...state.followed.values()].map(({ sync }) => sync.coherence));
      tellStatus(state, ctx);
    },
  },
  terminate: (state) => state.venue.close(),
});

function venueOf(ctx: FeedContext, args: z.infer<typeof marketFeedArgs>, life: number): Venue {
  const { endpoints, transport, streamsPerConnection } = args;
  const { clock, random, signal, self } = ctx;
  const address = async (signal: AbortSignal): Promise<Address> =>
    "demoPath" in endpoints
      ? await ctx.whereis(endpoints.demoPath, demoDoorProtocol).ask("GetAddress", undefined, { signal })
      : endpoints;
  return new Venue({
    exchangeName: args.exchange === "binance" ? "Binance" : "Demo exchange",
    address,
    clock,
    random,
    signal,
    transport,
    ...(streamsPerConnection && { streamsPerConnection }),
    on: {
      onFrame: (frame, text, receivedMs) => self.tell("FrameReceived", { life, frame, text, receivedMs }),
      onLive: (streams) => self.tell("StreamsLive", { life, streams: [...streams] }),
      onLost: (streams, why) => self.tell("StreamsLost", { life, streams: [...streams], why }),
    },
  });
}

/** The market that an answer is for; undefined when it is followed no more, or anew. */
function followedOf(
  { followed }: FeedState,
  { life, symbol }: { readonly life: number; readonly symbol: Symbol },
): Followed | undefined {
  const market = followed.get(symbol);
  return market?.life === life ? market : undefined;
}
