/** How many units an order is for. */
import type { BacktestOptions } from "./options.ts";

/** All of it, less the last bit: what is exactly affordable may not be after rounding. */
const ALL = 1 - Number.EPSILON;

/** What the size of an entry depends on. Quote currency; `unitCost` = price of one unit with slippage and fee. */
export interface EntryTerms {
  readonly free: number;
  readonly equity: number;
  readonly price: number;
  readonly unitCost: number;
  /** NaN = none. */
  readonly stopLoss: number;
  /** What the strategy asked for, base currency. */
  readonly asked: number;
}

/** The quantity to enter with, cut to the market's step; 0 when the market's limits or the money forbid it. */
export function entryQuantity(terms: EntryTerms, options: BacktestOptions): number {
  const quantity = Math.min(wantedQuantity(terms, options), cutQuantity(options.maxQuantity, options.quantityStep));
  if (!(quantity > 0) || quantity < options.minQuantity) return 0;
  if (quantity * terms.price < options.minNotional) return 0;
  return quantity * terms.unitCost > terms.free ? 0 : quantity;
}

function wantedQuantity(terms: EntryTerms, { sizing, quantityStep }: BacktestOptions): number {
  switch (sizing.by) {
    case "all":
      return bought(terms.free * ALL, terms.unitCost, quantityStep);
    case "fraction":
      return bought(terms.free * Math.min(sizing.fraction, ALL), terms.unitCost, quantityStep);
    case "amount":
      return bought(sizing.quote, terms.unitCost, quantityStep);
    case "units":
      return cutQuantity(sizing.units, quantityStep);
    case "risk":
      return atRisk(sizing.share, terms, quantityStep);
    case "strategy":
      return cutQuantity(Math.min(terms.asked, bought(terms.free * ALL, terms.unitCost, quantityStep)), quantityStep);
  }
}

/** So many units that the stop-loss costs the share of the equity, but no more than the money buys. */
function atRisk(share: number, { equity, free, price, stopLoss, unitCost }: EntryTerms, step: number): number {
  const lostByUnit = Math.abs(price - stopLoss);
  if (!(lostByUnit > 0)) return 0;
  return Math.min(bought(equity * share, lostByUnit, step), bought(free * ALL, unitCost, step));
}

/** How many whole steps `money` buys at `unitCost` a unit. */
function bought(money: number, unitCost: number, step: number): number {
  return timesStep(wholeTimes(money, step === 1 ? unitCost : unitCost * step), step);
}

/** The largest multiple of `step` that is not above `quantity`; a quantity that was given as one stays as it is. */
export function cutQuantity(quantity: number, step: number): number {
  const times = Math.round(quantity / step);
  if (Math.abs(times * step - quantity) <= Number.EPSILON * Math.abs(quantity)) return quantity;
  return timesStep(Math.floor(quantity / step), step);
}

/** How many times `part` goes wholly into `whole`; the remainder decides, so that no division rounds up. */
function wholeTimes(whole: number, part: number): number {
  return Math.round((whole - whole % part) / part);
}

/** `times` steps as the nearest number: 3 × 0.1 is 0.3. */
function timesStep(times: number, step: number): number {
  const perUnit = Math.round(1 / step);
  return step < 1 && Math.abs(perUnit * step - 1) < 1e-9 ? times / perUnit : times * step;
}
