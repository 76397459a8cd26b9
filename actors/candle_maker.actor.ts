/**
 * A candle maker: folds the closed candles of one timeframe into those of the next longer one, for every market wanted.
 * Holds: for each market the source candles of the bucket that is open, and the corrections not yet looked into.
 * **Hears** closed, open and corrected candles of its source timeframe; which markets are wanted; the recorder's answers.
 * **Tells** the heartbeat, the open candles, the corrections and the coherence of its own timeframe.
 * **On restart** it subscribes first, then asks the recorder for its own last candle and the source candles after it, makes
 * what is missing and goes on. Whenever a source candle is missing it asks the recorder in the same way. What was corrected
 * meanwhile is corrected here too.
 *
 * Its steps are in `candle_maker/`: `making.ts` (candles), `correcting.ts` (corrections).
 */
import type { z } from "zod";
import { openCandle } from "../domain/candle_maker.ts";
import type { Symbol } from "../domain/market.ts";
import { sourceOf } from "../domain/timeframe.ts";
import {
  bucketFound,
  correctAgain,
  correctionsFound,
  correctLater,
  hearCorrection,
} from "./candle_maker/correcting.ts";
import { askRecorder, catchUp, hearSource, tryAgain } from "./candle_maker/making.ts";
import { type MakerState, marketOf, newMarket } from "./candle_maker/market.ts";
import { candleMakerArgs, candleMakerProtocol, type MakerContext } from "./candle_maker/protocol.ts";
import { marketDeskProtocol } from "./market_desk_protocol.ts";
import { recorderProtocol } from "./recorder_protocol.ts";
import { defineActor } from "./runtime/mod.ts";
import { candleKey, coherences, corrections, heartbeat, openCandles } from "./topics.ts";

export { candleMakerProtocol };

const COHERENCE_EVERY = "1s";
const ASK_DESK_AGAIN = "1s";

interface State extends MakerState {
  readonly args: z.infer<typeof candleMakerArgs>;
}

export default defineActor({
  protocol: candleMakerProtocol,
  args: candleMakerArgs,
  init(ctx, args): State {
    const { timeframe, exchange, recorderPath } = args;
    const recorder = ctx.whereis(recorderPath, recorderProtocol);
    const state = { args, timeframe, source: sourceOf(timeframe)!, exchange, recorder, markets: new Map() };
    for (const symbol of args.symbols) follow(state, symbol, ctx);
    if (args.deskPath !== null) ctx.self.tell("AskDesk");
    ctx.every(COHERENCE_EVERY, "TellCoherence");
    return state;
  },
  on: {
    Follow: (state, { symbol }, ctx) => follow(state, symbol, ctx),
    Unfollow(state, { symbol }) {
      state.markets.get(symbol)?.unsubscribe();
      state.markets.delete(symbol);
    },
    AskDesk: (state, _, ctx) => askDesk(state, ctx),
    MarketsWanted(state, { symbols }, ctx) {
      for (const symbol of symbols) follow(state, symbol, ctx);
    },
    DeskSilent(_, { why }, ctx) {
      ctx.log.debug("The market desk does not answer", { why });
      ctx.after(ASK_DESK_AGAIN, "AskDesk");
    },
    SourceClosed(state, closed, ctx) {
      const market = state.markets.get(closed.candle.symbol);
      if (market) hearSource(state, market, closed, ctx);
    },
    SourceUpdated(state, { candle }, ctx) {
      const market = state.markets.get(candle.symbol);
      const open = market && !market.catchingUp ? openCandle(market.maker, candle) : null;
      if (open) ctx.publish(openCandles.key(candleKey(open.symbol, state.timeframe)), { candle: open });
    },
    SourceCorrected(state, { candle }, ctx) {
      const market = state.markets.get(candle.symbol);
      if (market) hearCorrection(state, market, candle, ctx);
    },
    CatchUp(state, of, ctx) {
      const market = marketOf(state, of);
      if (market) askRecorder(state, market, ctx);
    },
    SourceCandlesFound(state, found, ctx) {
      const market = marketOf(state, found);
      if (market) catchUp(state, market, found, ctx);
    },
    CatchUpFailed(state, { why, ...of }, ctx) {
      const market = marketOf(state, of);
      if (market) tryAgain(state, market, why, ctx);
    },
    CorrectionsFound(state, { candles, ...of }, ctx) {
      const market = marketOf(state, of);
      if (market) correctionsFound(state, market, candles, ctx);
    },
    Correct(state, of, ctx) {
      const market = marketOf(state, of);
      if (market) correctAgain(state, market, ctx);
    },
    BucketFound(state, found, ctx) {
      const market = marketOf(state, found);
      if (market) bucketFound(state, market, found, ctx);
    },
    CorrectionFailed(state, { why, ...of }, ctx) {
      const market = marketOf(state, of);
      if (market) correctLater(market, why, ctx);
    },
    TellCoherence({ markets }, _, ctx) {
      for (const { coherence } of markets.values()) {
        const changed = coherence.takeChange();
        if (changed) ctx.publish(coherences.key(candleKey(changed.symbol, changed.timeframe)), changed);
      }
    },
  },
});

/** Listens first, then asks for what was missed. A market that is followed stays as it is. */
function follow(state: MakerState, symbol: Symbol, ctx: MakerContext): void {
  if (state.markets.has(symbol)) return;
  const key = candleKey(symbol, state.source);
  const subscriptions = [
    ctx.subscribe(heartbeat.key(key), "SourceClosed"),
    ctx.subscribe(openCandles.key(key), "SourceUpdated", { conflate: true }),
    ctx.subscribe(corrections.key(key), "SourceCorrected"),
  ];
  const unsubscribe = () => subscriptions.forEach((end) => end());
  const market = newMarket(symbol, state.timeframe, ctx.random(), unsubscribe);
  state.markets.set(symbol, market);
  ctx.self.tell("CatchUp", { life: market.life, symbol });
}

/** Asks without keeping the mailbox waiting. */
function askDesk({ args }: State, ctx: MakerContext): void {
  ctx.whereis(args.deskPath!, marketDeskProtocol).ask("GetWantedSymbols", undefined, { signal: ctx.signal }).then(
    (symbols) => ctx.self.tell("MarketsWanted", { symbols }),
    (error) => {
      if (!ctx.signal.aborted) ctx.self.tell("DeskSilent", { why: String(error) });
    },
  );
}
