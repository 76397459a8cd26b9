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
const CELLS = 5;

/** Recorded minutes of one market. */
export class Recording {
  /** UTC ms of the first slot, in the recording's own time. */
  readonly startMs: number;
  /** Number of slots, absent ones included. */
  readonly length: number;
  /** The middle of the volumes of all minutes that traded, in steps. */
  readonly medianSteps: number;
  /** Open, high, low, close and steps of each slot, one after the other; NaN where the exchange served none. */
  readonly #cells: Float64Array;
  /** What a silent slot is flat at when time runs backwards. */
  readonly #silentBackwards: Map<number, number>;

  /** @throws {RangeError} when a row does not fit the market's grid or cannot be made of trades. */
  constructor(readonly rules: MarketRules, rows: readonly KlineRow[]) {
    const first = rows.findIndex((row) => Number(row.volume) > 0);
    const last = rows.findLastIndex((row) => Number(row.volume) > 0);
    if (first < 0) throw new RangeError(`Cannot replay ${rules.id}: no recorded minute has a trade`);
    const used = rows.slice(first, last + 1);
    checkGaps(used, rules);
    this.startMs = used[0]!.openMs;
    this.length = (used.at(-1)!.openMs - this.startMs) / MINUTE_MS + 1;
    this.#cells = new Float64Array(this.length * CELLS).fill(NaN);
    for (const row of used) this.#cells.set(inUnits(row, rules), ((row.openMs - this.startMs) / MINUTE_MS) * CELLS);
    this.#checkSilence();
    this.#silentBackwards = this.#mirrorSilence();
    this.medianSteps = this.#median();
  }

  /** Whether the exchange served the minute of a slot. */
  has(slot: number): boolean {
    return !Number.isNaN(this.#cells[slot * CELLS]);
  }

  /** The minute in a slot, or undefined where there is none; `mirrored` = as seen when time runs backwards. */
  row(slot: number, mirrored = false): MinuteRow | undefined {
    if (!this.has(slot)) return undefined;
    const [open, high, low, close, steps] = this.#cells.subarray(slot * CELLS, (slot + 1) * CELLS) as unknown as Cells;
    if (!mirrored) return { open, high, low, close, steps };
    const flat = this.#silentBackwards.get(slot);
    if (flat !== undefined) return { open: flat, high: flat, low: flat, close: flat, steps: 0 };
    return { open: close, high, low, close: open, steps };
  }

  /** A minute without trades must be flat at the close before it: so does the exchange, and so must the fold. */
  #checkSilence(): void {
    let before = this.row(0)!.close;
    for (let slot = 0; slot < this.length; slot++) {
      const row = this.row(slot);
      if (row === undefined) continue;
      const flat = row.open === before && row.high === before && row.low === before && row.close === before;
      if (row.steps === 0 && !flat) this.#refuseSilence(slot, row, before);
      before = row.close;
    }
  }

  #refuseSilence(slot: number, row: MinuteRow, before: number): never {
    const at = new Date(this.startMs + slot * MINUTE_MS).toISOString();
    const [open, close] = [row.open, before].map((ticks) => fromUnits(ticks, this.rules.pricePlaces));
    throw new RangeError(
      `Cannot replay ${this.rules.id}: minute ${at} has volume 0 and opens at ${open}, expected all its prices at the close before, ${close}`,
    );
  }

  #mirrorSilence(): Map<number, number> {
    const silent = new Map<number, number>();
    let close = this.row(this.length - 1)!.close;
    for (let slot = this.length - 1; slot >= 0; slot--) {
      const row = this.row(slot);
      if (row === undefined) continue;
      if (row.steps === 0) silent.set(slot, close);
      else close = row.open;
    }
    return silent;
  }

  #median(): number {
    const steps = this.#cells.filter((cell, index) => index % CELLS === CELLS - 1 && cell > 0);
    return steps.sort()[Math.floor(steps.length / 2)]!;
  }
}

type Cells = [open: number, high: number, low: number, close: number, steps: number];

function inUnits(row: KlineRow, rules: MarketRules): Cells {
  const price = (text: string) => onGrid(text, rules.pricePlaces, row, rules);
  const [open, high, low, close] = [price(row.open), price(row.high), price(row.low), price(row.close)];
  const steps = onGrid(row.volume, rules.quantityPlaces, row, rules);
  const least = leastTrades({ open, high, low, close, steps });
  if (steps > 0 && steps < least) refuse(row, rules, `volume ${row.volume}`, `at least ${least} steps for its prices`);
  return [open, high, low, close, steps];
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

function refuse(row: KlineRow, rules: MarketRules, value: string, expected: string): never {
  throw new RangeError(
    `Cannot replay ${rules.id}: minute ${new Date(row.openMs).toISOString()} has ${value}, expected ${expected}`,
  );
}
