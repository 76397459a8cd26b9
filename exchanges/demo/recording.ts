/**
 * A recorded market in memory: one slot a minute, prices in ticks and volume in steps.
 *
 * Slots between the first and the last minute that traded; a minute the exchange never served stays absent.
 */
import { fromUnits, toUnits } from "./units.ts";
import type { KlineRow } from "./klines_file.ts";
import { leastTrades, type MinuteRow } from "./minute_trades.ts";
import type { MarketRules } from "./market_rules.ts";

/** Length of a slot in ms. */
export const MINUTE_MS = 60_000;
const LONGEST_HALT_MS = 86_400_000;

/** Recorded minutes of one market. */
export class Recording {
  /** UTC ms of the first slot, in the recording's own time. */
  readonly startMs: number;
  /** Number of slots, absent ones included. */
  readonly length: number;
  /** The middle of the volumes of all minutes that traded, in steps. */
  readonly medianSteps: number;
  readonly #rows: (MinuteRow | undefined)[];
  readonly #mirrored: (MinuteRow | undefined)[];

  /** @throws {RangeError} when a row does not fit the market's grid or cannot be made of trades. */
  constructor(readonly rules: MarketRules, rows: readonly KlineRow[]) {
    const first = rows.findIndex((row) => Number(row.volume) > 0);
    const last = rows.findLastIndex((row) => Number(row.volume) > 0);
    if (first < 0) throw new RangeError(`Cannot replay ${rules.id}: no recorded minute has a trade`);
    const used = rows.slice(first, last + 1);
    checkGaps(used, rules);
    this.startMs = used[0]!.openMs;
    this.length = (used.at(-1)!.openMs - this.startMs) / MINUTE_MS + 1;
    this.#rows = new Array(this.length);
    for (const row of used) this.#rows[(row.openMs - this.startMs) / MINUTE_MS] = inUnits(row, rules);
    checkSilence(this.#rows, rules);
    this.#mirrored = mirror(this.#rows);
    this.medianSteps = median(this.#rows);
  }

  /** The minute in a slot, or undefined where the exchange served none; `mirrored` = as seen when time runs backwards. */
  row(slot: number, mirrored = false): MinuteRow | undefined {
    return mirrored ? this.#mirrored[slot] : this.#rows[slot];
  }
}

function inUnits(row: KlineRow, rules: MarketRules): MinuteRow {
  const price = (text: string) => onGrid(text, rules.pricePlaces, row, rules);
  const minute = {
    open: price(row.open),
    high: price(row.high),
    low: price(row.low),
    close: price(row.close),
    steps: onGrid(row.volume, rules.quantityPlaces, row, rules),
  };
  if (minute.steps > 0 && minute.steps < leastTrades(minute)) {
    refuse(row, rules, `volume ${row.volume}`, `at least ${leastTrades(minute)} steps for its prices`);
  }
  return minute;
}

function onGrid(text: string, places: number, row: KlineRow, rules: MarketRules): number {
  return toUnits(text, places) ?? refuse(row, rules, text, `at most ${places} decimals and less than 2^53 units`);
}

/** An exchange halts for hours; rows that lie further apart are of two recordings. */
function checkGaps(rows: readonly KlineRow[], rules: MarketRules): void {
  rows.forEach((row, index) => {
    const next = rows[index + 1] ?? row;
    if (next.openMs - row.openMs > LONGEST_HALT_MS) {
      refuse(row, rules, `its next row at ${new Date(next.openMs).toISOString()}`, "it within a day");
    }
  });
}

/** A minute without trades must be flat at the close before it: so does the exchange, and so must the fold. */
function checkSilence(rows: readonly (MinuteRow | undefined)[], rules: MarketRules): void {
  let close = rows[0]!.close;
  for (const row of rows) {
    if (row === undefined) continue;
    const flat = row.open === close && row.high === close && row.low === close && row.close === close;
    if (row.steps === 0 && !flat) {
      throw new RangeError(
        `Cannot replay ${rules.id}: a minute with volume 0 opens at ${fromUnits(row.open, rules.pricePlaces)}, ` +
          `expected all its prices at the close before, ${fromUnits(close, rules.pricePlaces)}`,
      );
    }
    close = row.close;
  }
}

function median(rows: readonly (MinuteRow | undefined)[]): number {
  const steps = new Float64Array(rows.flatMap((row) => row !== undefined && row.steps > 0 ? [row.steps] : []));
  return steps.sort()[Math.floor(steps.length / 2)]!;
}

function mirror(rows: readonly (MinuteRow | undefined)[]): (MinuteRow | undefined)[] {
  const mirrored: (MinuteRow | undefined)[] = new Array(rows.length);
  let close = rows.at(-1)!.close;
  for (let slot = rows.length - 1; slot >= 0; slot--) {
    const row = rows[slot];
    if (row === undefined) continue;
    mirrored[slot] = row.steps === 0
      ? { open: close, high: close, low: close, close, steps: 0 }
      : { ...row, open: row.close, close: row.open };
    close = mirrored[slot]!.close;
  }
  return mirrored;
}

function refuse(row: KlineRow, rules: MarketRules, value: string, expected: string): never {
  throw new RangeError(
    `Cannot replay ${rules.id}: minute ${new Date(row.openMs).toISOString()} has ${value}, expected ${expected}`,
  );
}
