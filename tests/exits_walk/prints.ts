/** What the market's own prints say of exits: independent of who keeps them. */
import assert from "node:assert/strict";
import type { LiveMarket } from "../../exchanges/demo/live_market.ts";
import type { DemoTrade } from "../../exchanges/demo/market_history.ts";
import type { MarketRules } from "../../exchanges/demo/market_rules.ts";

/** Prices in ticks at which a long position is left; `target` Infinity = none. */
export interface Exits {
  readonly stop: number;
  readonly target: number;
}

/** The exits that an entry names in its purpose, cut to the market's ticks. */
export function exitsOf(purpose: string, { pricePlaces }: MarketRules): Exits {
  const ticksAfter = (words: string) => {
    const [, whole, fraction = ""] = new RegExp(`${words} (\\d+)(?:\\.(\\d+))?`).exec(purpose) ?? [];
    return whole === undefined ? undefined : Number(whole + fraction.padEnd(pricePlaces, "0").slice(0, pricePlaces));
  };
  const stop = ticksAfter("stop loss");
  assert.ok(stop !== undefined, `"${purpose}" names no stop`);
  return { stop, target: ticksAfter("take profit") ?? Infinity };
}

/** The first print in `(afterMs, untilMs]` that reaches one of the exits. */
export function reachingPrint(
  { history }: LiveMarket,
  { stop, target }: Exits,
  afterMs: number,
  untilMs: number,
): DemoTrade | undefined {
  const isReached = ({ timeMs, price }: DemoTrade) =>
    timeMs > afterMs && timeMs <= untilMs && (price <= stop || price >= target);
  for (let minute = history.timeline.indexOf(afterMs); minute <= history.timeline.indexOf(untilMs); minute++) {
    const found = history.trades(minute).find(isReached);
    if (found) return found;
  }
}
