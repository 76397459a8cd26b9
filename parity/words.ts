/** A parity report in words, for people at a console. */
import type { DecisionMatch, DecisionRow } from "../domain/parity/decisions.ts";
import type { FillCause, FillRow } from "../domain/parity/fills.ts";
import type { ParityReport } from "../domain/parity/report.ts";
import type { LoggedDecision } from "../domain/backtest/decision_log.ts";

const MATCHES: Readonly<Record<DecisionMatch, string>> = {
  same: "the same, to the last number",
  size: "the same, of another size: the money had become another, by the fills before",
  position: "other, since other positions were held",
  memory: "other, since it goes by its executions or its money, and those differed before",
  different: "other, and nothing explains it",
  undecided: "not decided there: the candle came too late, or together with a newer one",
};

const CAUSES: Readonly<Record<FillCause, string>> = {
  equal: "the same price",
  book: "to market: what the book or the next trades held, where the backtest takes the candle's open",
  stop: "a stop that was reached: to market from then on, where the backtest takes the stop itself",
  target: "a target that was reached: to market from then on, where the backtest takes the target itself",
  backtest_only: "in the backtest alone",
  live_only: "live alone",
};

const number = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** The report under its title. */
export function reportInWords(title: string, { decisions, fills, profit, refusals }: ParityReport): string {
  const { counts, compared, agreementPercent, first, rows } = decisions;
  const agreed = agreementPercent === null ? "nothing to compare" : `${number.format(agreementPercent)} %`;
  const matches = entriesOf(counts).filter(([, count]) => count > 0)
    .map(([match, count]) => `    ${String(count).padStart(6)}  ${MATCHES[match]}`);
  const causes = [...Map.groupBy(fills, ({ cause }) => cause)].map(([cause, of]) =>
    `    ${String(of.length).padStart(6)}  ${CAUSES[cause]}${worseBy(of)}`
  );
  const entered = rows.filter(({ backtest }) => backtest.kind !== "wait").length;
  return [
    title,
    `  decisions agree      ${agreed} of ${compared} candles, on ${entered} of which the backtest did not wait`,
    ...matches,
    ...first ? [`  first difference     ${differenceInWords(first)}`] : [],
    `  executions           ${fills.length}`,
    ...causes,
    ...refusals.slice(0, 1).map(({ purpose, reason }) =>
      `  refused orders       ${refusals.length}; the first (${purpose}): ${reason}`
    ),
    `  profit               ${signed(profit.liveQuote)}, in the backtest ${signed(profit.backtestQuote)}`,
    `  difference           ${signed(profit.differenceQuote)}: prices ${signed(profit.pricesQuote)}, quantities ${
      signed(profit.quantitiesQuote)
    }, fees ${signed(profit.feesQuote)}, executions of one alone ${signed(profit.unpairedQuote)}, rest ${
      signed(profit.restQuote)
    }`,
  ].join("\n");
}

function differenceInWords({ openMs, backtest, live, match }: DecisionRow): string {
  return `${new Date(openMs).toISOString().slice(0, 16)}Z: ${decisionInWords(live!)}, in the backtest ${
    decisionInWords(backtest)
  }: ${MATCHES[match]}`;
}

function decisionInWords({ kind, side, held }: LoggedDecision): string {
  return `${kind === "enter" ? `enter ${side}` : kind} with ${held} held`;
}

/** How much worse prices were on average. */
function worseBy(rows: readonly FillRow[]): string {
  const known = rows.flatMap(({ worsePercent }) => worsePercent === null ? [] : [worsePercent]);
  if (known.length === 0 || rows[0]!.cause === "equal") return "";
  const mean = known.reduce((sum, each) => sum + each, 0) / known.length;
  return `; on average ${Math.abs(mean).toFixed(4)} % ${mean >= 0 ? "worse" : "better"}`;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${number.format(Math.abs(value))}`;
}

function entriesOf(counts: Readonly<Record<DecisionMatch, number>>): [DecisionMatch, number][] {
  return Object.entries(counts) as [DecisionMatch, number][];
}
