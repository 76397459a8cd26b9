/** What a torture came to, in lines. */
import type { Spread } from "./exposure.ts";
import type { Outcome } from "./run.ts";

const MOST_DIFFERENCES = 40;

/** The lines to print. */
export function linesOf(of: Outcome): string[] {
  const rows = [...struckRows(of), ...tradingRows(of), ...protectionRows(of), ...restRows(of)];
  const width = Math.max(...rows.map(([name]) => name.length));
  const { differences } = of;
  const more = differences.length - MOST_DIFFERENCES;
  return [
    ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    ...differences.slice(0, MOST_DIFFERENCES).map((line) => `DIFFERS: ${line}`),
    ...(more > 0 ? [`DIFFERS: ${more} more`] : []),
  ];
}

type Row = readonly [name: string, value: string];

function struckRows({ disaster, seed, tookMs, strikes, faults, down, processes }: Outcome): Row[] {
  const times = `${seconds(down.totalMs)} together, ${seconds(down.longestMs)} at the longest`;
  const hidden = (faults.unknownOutcome ?? 0) + (faults.lostAnswer ?? 0);
  const between = (strikes.order ?? 0) + (strikes.fill ?? 0) + (strikes.cancel ?? 0);
  return [
    [`${disaster}, seed ${seed}`, `${seconds(tookMs)} of trading`],
    ["strikes", withParts(strikes)],
    ["faults of the exchange", withParts(faults)],
    ["outcomes nobody told", `${hidden} answers hidden or cut off; ${between} kills just after the exchange's deed`],
    ["the platform was down", `${down.times} times, ${times}`],
    ["its own processes", `${processes.seen} were seen before a kill, ${processes.left} outlived it`],
  ];
}

function tradingRows({ asked, orders, alerts }: Outcome): Row[] {
  const { tickets, sent, unanswered, changes } = asked;
  const { deliveries, acknowledged, duplicates } = alerts;
  return [
    ["asked by hand", `${tickets} tickets, sent ${sent} times, ${unanswered} without an answer; ${changes} changes`],
    ["alerts", `${alerts.sent}, ${deliveries} deliveries, ${acknowledged} acknowledged, ${duplicates} repeated`],
    ["", `${alerts.orders} became an order, ${alerts.failed} failed for a reason, ${alerts.nothing} had nothing to do`],
    ["orders", `${orders.ours} of ours, ${orders.theirs} at the exchange, ${orders.refusals} refused with a reason`],
    ["", partsOf(orders.states)],
    ["", partsOf(orders.kinds)],
    ["fills", `${orders.fills}, fees ${partsOf(orders.fees)}`],
  ];
}

function protectionRows({ exposure }: Outcome): Row[] {
  const { positions, told, aliveMs, longest, longestWithDownMs, watched, reached, soldMs, longestMeasuredMs } =
    exposure;
  const withDown = `${seconds(longestWithDownMs)} with the time in which it was dead`;
  return [
    ["unprotected at the exchange", `${positions} positions, while the platform ran: ${spread(aliveMs)} (${withDown})`],
    ["", `${told} more by hand whose exits were refused three times, which was told`],
    ["", `longest: ${longest ?? "none"}; by the platform's own measure ${seconds(longestMeasuredMs)}`],
    ["watched by the platform", `${watched} positions, ${reached} reached an exit, sold then after ${spread(soldMs)}`],
  ];
}

function restRows({ candles: { compared, chains, missing, wrong }, restMs, differences }: Outcome): Row[] {
  return [
    ["candles", `${compared} in ${chains} chains, ${missing} missing, ${wrong} wrong`],
    ["at rest after", seconds(restMs)],
    ["differences", String(differences.length)],
  ];
}

function spread({ p50, p99, longest }: Spread): string {
  return `p50 ${seconds(p50)}, p99 ${seconds(p99)}, longest ${seconds(longest)}`;
}

function withParts(parts: Readonly<Record<string, number>>): string {
  return `${Object.values(parts).reduce((sum, count) => sum + count, 0)} (${partsOf(parts)})`;
}

function partsOf(parts: Readonly<Record<string, number | string>>): string {
  return Object.entries(parts).map(([name, value]) => `${value} ${name}`).join(", ");
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}
