/** What a torture came to, in lines. */
import type { Outcome } from "./run.ts";

const MOST_DIFFERENCES = 40;

/** The lines to print. */
export function linesOf(of: Outcome): string[] {
  const { orders, alerts, candles, exposure, down, asked, differences } = of;
  const { aliveMs } = exposure;
  const rows: [string, string][] = [
    [`${of.disaster}, seed ${of.seed}`, `${seconds(of.tookMs)} of trading`],
    ["strikes", withParts(total(of.strikes), of.strikes)],
    ["faults of the exchange", withParts(total(of.faults), of.faults)],
    [
      "the platform was down",
      `${down.times} times, ${seconds(down.totalMs)} together, ${seconds(down.longestMs)} at the longest`,
    ],
    [
      "asked by hand",
      `${asked.tickets} tickets, sent ${asked.sent} times, ${asked.unanswered} without an answer; ${asked.changes} cancels and moves`,
    ],
    ["orders", `${orders.ours} of ours, ${orders.theirs} at the exchange, ${orders.refusals} refused with a reason`],
    ["", partsOf(orders.states)],
    ["", partsOf(orders.kinds)],
    ["fills", `${orders.fills}, fees ${partsOf(orders.fees)}`],
    [
      "alerts",
      `${alerts.sent}, ${alerts.deliveries} deliveries, ${alerts.acknowledged} acknowledged, ${alerts.duplicates} told as repeated`,
    ],
    ["", `${alerts.orders} became an order, ${alerts.failed} failed for a reason, ${alerts.nothing} had nothing to do`],
    [
      "unprotected at the exchange",
      `${exposure.positions} positions: p50 ${seconds(aliveMs.p50)}, p99 ${seconds(aliveMs.p99)}, longest ${
        seconds(aliveMs.longest)
      } while the platform ran (${seconds(exposure.longestWithDownMs)} with the time in which it was dead): ${
        exposure.longest ?? "nothing"
      }`,
    ],
    [
      "watched by the platform",
      `${exposure.watched} positions; its longest own measure of an unprotected time ${
        seconds(exposure.longestMeasuredMs)
      }`,
    ],
    ["candles", `${candles.compared} in ${candles.chains} chains, ${candles.missing} missing, ${candles.wrong} wrong`],
    ["at rest after", seconds(of.restMs)],
    ["differences", String(differences.length)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const more = differences.length - MOST_DIFFERENCES;
  return [
    ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    ...differences.slice(0, MOST_DIFFERENCES).map((line) => `DIFFERS: ${line}`),
    ...(more > 0 ? [`DIFFERS: ${more} more`] : []),
  ];
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function withParts(all: number, parts: Readonly<Record<string, number>>): string {
  return `${all} (${partsOf(parts)})`;
}

function partsOf(parts: Readonly<Record<string, number | string>>): string {
  return Object.entries(parts).map(([name, value]) => `${value} ${name}`).join(", ");
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}
