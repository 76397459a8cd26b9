/** Whether two runs of one strategy over the same candles decided the same, candle by candle. Pure. */
import type { LoggedDecision } from "../backtest/decision_log.ts";

/**
 * What two decisions on one candle are to each other: `same` to the last number; `size`: the same thing, with other
 * numbers; `position`: other things, because other things were held; `memory`: other things, because the strategy goes by its
 * executions or its money, and those had differed before; `different`: other things, which nothing here explains;
 * `undecided`: the second run was not asked on this candle.
 */
export const DECISION_MATCHES = ["same", "size", "position", "memory", "different", "undecided"] as const;
/** What two decisions on one candle are to each other. */
export type DecisionMatch = typeof DECISION_MATCHES[number];

/** A candle with what both decided at its close; `openMs` UTC ms. */
export interface DecisionRow {
  readonly openMs: number;
  readonly backtest: LoggedDecision;
  readonly live: LoggedDecision | null;
  readonly match: DecisionMatch;
}

/** How far two runs agree. */
export interface DecisionParity {
  /** One a candle of the backtest, oldest first. */
  readonly rows: readonly DecisionRow[];
  readonly counts: Readonly<Record<DecisionMatch, number>>;
  /** Candles on which both decided. */
  readonly compared: number;
  /** Of those, in percent: the same thing on the same side, whatever its size. Null where nothing was compared. */
  readonly agreementPercent: number | null;
  /** The first candle on which they decided other things. */
  readonly first: DecisionRow | null;
}

/** Floats that went through text and other arithmetic are the same up to this share. */
const CLOSE = 1e-9;

/**
 * Compares decisions. `least`: the smallest quantity that counts as held, base currency; a rest below it cannot be sold and
 * is no position to either. `memoryFromMs`: from candles that open here on the strategy may go by executions that differed,
 * UTC ms; Infinity = never.
 */
export function compareDecisions(
  backtest: readonly LoggedDecision[],
  live: readonly LoggedDecision[],
  { least, memoryFromMs }: { readonly least: number; readonly memoryFromMs: number },
): DecisionParity {
  const byTime = new Map(live.map((decision) => [decision.openMs, decision]));
  const rows = backtest.map((decision): DecisionRow => {
    const other = byTime.get(decision.openMs) ?? null;
    return { openMs: decision.openMs, backtest: decision, live: other, match: matchOf(decision, other) };
  });
  const counts = { same: 0, size: 0, position: 0, memory: 0, different: 0, undecided: 0 };
  for (const { match } of rows) counts[match]++;
  const compared = rows.length - counts.undecided;
  return {
    rows,
    counts,
    compared,
    agreementPercent: compared === 0 ? null : 100 * (counts.same + counts.size) / compared,
    first: rows.find(({ match }) => match === "position" || match === "memory" || match === "different") ?? null,
  };

  function matchOf(one: LoggedDecision, other: LoggedDecision | null): DecisionMatch {
    if (!other) return "undecided";
    if (one.kind === other.kind && one.side === other.side) return hasSameNumbers(one, other) ? "same" : "size";
    if (sideOf(one.held, least) !== sideOf(other.held, least)) return "position";
    return one.openMs >= memoryFromMs ? "memory" : "different";
  }
}

function hasSameNumbers(one: LoggedDecision, other: LoggedDecision): boolean {
  return isClose(one.quantity, other.quantity) && isClose(one.stopLoss, other.stopLoss) &&
    isClose(one.takeProfit, other.takeProfit);
}

function isClose(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return one === other;
  return Math.abs(one - other) <= CLOSE * Math.max(Math.abs(one), Math.abs(other));
}

function sideOf(held: number, least: number): number {
  return Math.abs(held) < least || held === 0 ? 0 : Math.sign(held);
}
