/** A strategy over a recorded market in all three worlds, and how far they agree. */
import { HISTORY } from "../actors/active_strategy/demand.ts";
import { orderDeskProtocol } from "../actors/broker_protocol.ts";
import { recorderProtocol } from "../actors/recorder_protocol.ts";
import { PATHS } from "../actors/tree.ts";
import { candlesBetween } from "../db/candles.ts";
import { decisionsOf } from "../db/decisions.ts";
import { fillsOfActiveStrategy, ordersOfActiveStrategy } from "../db/orders.ts";
import type { Candle } from "../domain/candle.ts";
import { goesByExecutions, parityOf, type ParityReport, type ParityRun } from "../domain/parity/report.ts";
import { timeframeMs } from "../domain/timeframe.ts";
import { backtestBeside, type BacktestFacts } from "./backtest_run.ts";
import { runOfLive } from "./live_run.ts";
import { type OnCandle, playUntil } from "./playing.ts";
import { openStage, type Play, type Stage, STORED_AS, type Venue, VENUES } from "./stage.ts";

/** What came of it: each venue beside the backtest. */
export type RecordedParity = Readonly<Record<Venue, ParityReport>>;

/**
 * Plays the recorded market from `fromMs` up to `toMs` to the strategy at both venues, runs the backtest, and compares.
 * @throws {Refused} when the strategy fails at work, {SourceRefused} when it does in the backtest.
 */
export async function recordedParity(
  play: Play,
  toMs: number,
  { onCandle, told }: { readonly onCandle: OnCandle; readonly told: (text: string) => void },
): Promise<RecordedParity> {
  await using stage = await openStage(play, told);
  await playUntil(stage, toMs, onCandle);
  const candles = await playedCandles(stage, toMs);
  const { market, fees } = await termsOf(stage);
  const { source, parameters, cash } = play;
  const lead = candles.findIndex(({ openMs }) => openMs >= play.fromMs);
  const backtest = await backtestBeside({ source, parameters, market, cash, fees, candles, lead });
  const close = candles.at(-1)!.close;
  const terms = {
    candleMs: timeframeMs(play.timeframe),
    close: Number(close),
    minQuantity: Number(market.minQuantity),
    goesByExecutions: goesByExecutions(source),
  };
  const reports = await Promise.all(VENUES.map(async (venue) => {
    const live = await liveRun(stage, venue, close, toMs);
    return [venue, parityOf(backtest, live, terms)] as const;
  }));
  return Object.fromEntries(reports) as RecordedParity;
}

/** What was shown to the strategy before, and what it decided on. */
async function playedCandles({ system, db, play }: Stage, toMs: number): Promise<Candle[]> {
  const { symbol, timeframe, fromMs } = play;
  const of = { symbol, timeframe };
  // it stores what has gathered before it answers
  await system.whereis(PATHS.recorder, recorderProtocol).ask("GetLastCandle", of, { timeout: "30s" });
  const before = await candlesBetween(db, STORED_AS, { ...of, fromMs: null, toMs: fromMs, limit: HISTORY });
  const played = await candlesBetween(db, STORED_AS, { ...of, fromMs, toMs, limit: 1_000_000 });
  return [...before, ...played];
}

/** The rules and costs of the market, which are the same at both venues. */
async function termsOf(
  { system, play: { symbol }, performers }: Stage,
): Promise<Pick<BacktestFacts, "market" | "fees">> {
  const of = { brokerId: performers.paper.active.brokerId, symbol };
  const desk = system.whereis(PATHS.orderDesk, orderDeskProtocol);
  const [market, fees] = [await desk.ask("GetMarket", of), await desk.ask("GetFees", of)];
  if (!market || !fees) throw new Error(`The paper broker does not trade ${symbol}`);
  return { market, fees: { maker: Number(fees.maker), taker: Number(fees.taker) } };
}

async function liveRun(
  { db, play: { symbol, fromMs }, performers }: Stage,
  venue: Venue,
  close: string,
  toMs: number,
): Promise<ParityRun> {
  const { id } = performers[venue].active;
  const decisions = await decisionsOf(db, id, { fromMs, toMs, limit: 1_000_000 });
  const [orders, fills] = [await ordersOfActiveStrategy(db, id), await fillsOfActiveStrategy(db, id)];
  return runOfLive({ symbol, decisions, orders, fills, close, fromMs, toMs });
}
