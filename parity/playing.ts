/** Lets a stage's market go on, candle by candle, and waits at each close until both guards have decided. */
import { Refused } from "../backtest/refused.ts";
import type { StrategyStatus } from "../domain/active_strategy.ts";
import { timeframeMs } from "../domain/timeframe.ts";
import { OrderPace } from "./order_pace.ts";
import { StageRest } from "./rest.ts";
import { type Stage, type Venue, VENUES } from "./stage.ts";

/** All but the last moment of a candle: what was filled in it is booked before it closes. */
const BEFORE_CLOSE_MS = 50;
/** After a close: its candle was told, and hardly a trade of the next has happened. */
const AFTER_CLOSE_MS = 150;
const SECOND_MS = 1_000;
/** Longest time in which an order to market finds a trade. */
const MOST_SECONDS = 120;
const LOADED_MS = 120_000;
const DECIDED_MS = 30_000;
const ANSWER = { timeout: "60s" } as const;
const AT_WORK: readonly StrategyStatus["state"][] = ["warming_up", "running"];

/** So many candles of how many are through. */
export type OnCandle = (through: number, of: number) => void;

/**
 * Plays the market from where it stands up to `toMs`, UTC ms of the recording.
 * @throws {Refused} with the strategy's own words when it fails; {Error} when the platform does not do its part.
 */
export async function playUntil(stage: Stage, toMs: number, onCandle: OnCandle): Promise<void> {
  using rest = new StageRest(stage);
  const pace = new OrderPace();
  const { exchange, play: { timeframe, fromMs } } = stage;
  const candleMs = timeframeMs(timeframe);
  const candles = Math.floor((toMs - fromMs) / candleMs);
  await loaded(stage, rest, fromMs - candleMs);
  for (let at = 0; at < candles; at++) {
    const openMs = fromMs + at * candleMs;
    await exchange.advanceTo(openMs + candleMs - BEFORE_CLOSE_MS);
    await rest.reached();
    await exchange.advanceTo(openMs + candleMs + AFTER_CLOSE_MS);
    if (hasCandle(stage, openMs, candleMs)) await decided(stage, rest, openMs);
    await rest.reached();
    for (let second = 0; second < MOST_SECONDS && await rest.waitsForTrade(); second++) {
      await exchange.advanceTo(exchange.nowMs() + SECOND_MS);
      await rest.reached();
    }
    await pace.wait(await rest.orderCount());
    onCandle(at + 1, candles);
  }
}

/** Both have seen the past up to the candle that opened at `lastMs`. */
async function loaded(stage: Stage, rest: StageRest, lastMs: number): Promise<void> {
  const { running } = stage.exchange;
  const listens = () => running.exchange.desk.listeners > 0;
  if (!await rest.until(listens, LOADED_MS)) throw new Error("The broker does not listen to its account");
  for (const venue of VENUES) {
    const isThere = async () => {
      const { state, lastCandleMs } = await statusAt(stage, venue);
      return AT_WORK.includes(state) && lastCandleMs !== null && lastCandleMs >= lastMs;
    };
    if (!await rest.until(isThere, LOADED_MS)) {
      const { state, lastCandleMs } = await statusAt(stage, venue);
      throw new Error(
        `The strategy is ${state} at ${venue}, and has seen candles up to ${lastCandleMs}, not ${lastMs}`,
      );
    }
  }
}

async function decided(stage: Stage, rest: StageRest, openMs: number): Promise<void> {
  for (const venue of VENUES) {
    const heard = async () => (await statusAt(stage, venue)).lastCandleMs === openMs;
    if (!await rest.until(heard, DECIDED_MS)) throw new Error(`The candle of ${openMs} was not heard at ${venue}`);
    await statusAt(stage, venue); // answered behind the decision
  }
}

/** How the strategy is doing at a venue. @throws {Refused} with its own words when it fails. */
async function statusAt({ performers }: Stage, venue: Venue): Promise<StrategyStatus> {
  const status = await performers[venue].guard.ask("GetStatus", undefined, ANSWER);
  if (status.state === "halted" || status.state === "restarting") {
    throw new Refused(`The strategy failed at ${venue}: ${status.error}`);
  }
  return status;
}

/** Whether the exchange has a candle there: it may have stood still. */
function hasCandle({ exchange: { running } }: Stage, openMs: number, candleMs: number): boolean {
  return running.exchange.markets[0]!.history.bar(openMs, openMs + candleMs) !== null;
}
