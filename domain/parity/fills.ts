/** Which execution of one run is which of the other, and what they differ by. Pure; float64, as reports are. */

/** Why something was executed. */
export const FILL_REASONS = ["entry", "signal", "stop-loss", "take-profit", "user"] as const;
/** Why something was executed; `user`: sold by hand. */
export type FillReason = typeof FILL_REASONS[number];

/**
 * An order that was executed, whole. Price is its average, in quote; quantity what it changed of the position, in base; fee
 * in quote currency; UTC ms.
 */
export interface ParityFill {
  readonly timeMs: number;
  readonly side: "buy" | "sell";
  readonly quantity: number;
  readonly price: number;
  readonly fee: number;
  readonly reason: FillReason;
  /** In how many executions. */
  readonly parts: number;
}

/**
 * Why a price is other than in the backtest: `equal`: it is not; `book`: a market order takes what the book or the next
 * trade holds, the backtest the candle's open; `stop`, `target`: reached, it becomes such a market order, and the
 * backtest takes the price that was to be reached; `backtest_only`, `live_only`: the other one did not trade.
 */
export const FILL_CAUSES = ["equal", "book", "stop", "target", "backtest_only", "live_only"] as const;
/** Why a price is other than in the backtest. */
export type FillCause = typeof FILL_CAUSES[number];

/** One execution in both runs. */
export interface FillRow {
  readonly backtest: ParityFill | null;
  readonly live: ParityFill | null;
  /** By how much the live price was worse for us (negative: better), percent; null unless both traded. */
  readonly worsePercent: number | null;
  readonly cause: FillCause;
}

/** How far apart, in candles, two executions may lie that are one. */
const NEAR = 2;

/** Pairs executions of the same side that lie near each other, both lists oldest first. `candleMs`: length of a candle. */
export function pairFills(
  backtest: readonly ParityFill[],
  live: readonly ParityFill[],
  candleMs: number,
): FillRow[] {
  const left = [...live];
  const rows = backtest.map((fill): FillRow => {
    const at = left.findIndex(({ side, timeMs }) =>
      side === fill.side && Math.abs(timeMs - fill.timeMs) <= NEAR * candleMs
    );
    return rowOf(fill, at < 0 ? null : left.splice(at, 1)[0]!);
  });
  return [...rows, ...left.map((fill) => rowOf(null, fill))]
    .sort((one, other) => timeOf(one) - timeOf(other));
}

function rowOf(backtest: ParityFill | null, live: ParityFill | null): FillRow {
  if (!backtest || !live) {
    return { backtest, live, worsePercent: null, cause: backtest ? "backtest_only" : "live_only" };
  }
  const sign = backtest.side === "buy" ? 1 : -1;
  const worsePercent = 100 * sign * (live.price / backtest.price - 1);
  return { backtest, live, worsePercent, cause: live.price === backtest.price ? "equal" : causeOf(backtest) };
}

function causeOf({ reason }: ParityFill): FillCause {
  if (reason === "stop-loss") return "stop";
  return reason === "take-profit" ? "target" : "book";
}

/** When the first execution differed, in price, quantity or parts, UTC ms; Infinity where none did. */
export function firstDifferenceMs(rows: readonly FillRow[]): number {
  const first = rows.find(({ backtest, live, cause }) =>
    cause !== "equal" || backtest!.quantity !== live!.quantity || backtest!.parts !== live!.parts
  );
  return first ? Math.min((first.backtest ?? first.live)!.timeMs, (first.live ?? first.backtest)!.timeMs) : Infinity;
}

function timeOf({ backtest, live }: FillRow): number {
  return (backtest ?? live)!.timeMs;
}
