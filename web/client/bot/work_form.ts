/** The form that sets a strategy to work: what is typed, what is wrong with it, and the activation that it makes. */
import { Decimal, type DecimalText } from "../../../domain/decimal.ts";
import type { Symbol } from "../../../domain/market.ts";
import type { Activation, WorkTerms } from "../../bot_services.ts";
import type { Language, Texts } from "../../i18n/mod.ts";
import type { Times } from "../../times.ts";
import type { Parameters } from "../../workshop_services.ts";
import { dayOf, endOfDay, startOfDay } from "../backtest/days.ts";
import { decimal } from "../../format.ts";
import { fill } from "../../i18n/mod.ts";
import { amountOf } from "../trading/amount.ts";
import type { HeldAt } from "./use_held.ts";

/** What is typed. */
export interface WorkForm {
  readonly strategyId: string;
  /** Null = the newest. */
  readonly version: number | null;
  readonly symbol: Symbol;
  /** Days of the reader's zone, both included; empty = no bound. */
  readonly from: string;
  readonly to: string;
  /** Those that have not their default. */
  readonly parameters: Parameters;
  /** Of each chosen account, by its id, in quote currency as it is typed. */
  readonly amounts: Readonly<Record<string, string>>;
}

/** What is wrong, in words. */
export interface WorkFaults {
  readonly from: string | null;
  readonly to: string | null;
  readonly accounts: string | null;
  /** By the id of the account. */
  readonly amounts: Readonly<Record<string, string>>;
}

/** What is usual for an account that is chosen first. */
export const USUAL_AMOUNT = "1000";

/** A form that nobody has typed in. */
export function emptyForm(strategyId: string, symbol: Symbol): WorkForm {
  return { strategyId, version: null, symbol, from: "", to: "", parameters: {}, amounts: {} };
}

/** The form that makes the same work at other accounts: none is chosen yet. */
export function formOf(terms: WorkTerms, times: Times): WorkForm {
  const { strategyId, version, newestVersion, symbol, startMs, endMs, parameters } = terms;
  return {
    strategyId,
    version: version === newestVersion ? null : version,
    symbol,
    from: startMs === null ? "" : dayOf(startMs, times),
    to: endMs === null ? "" : dayOf(endMs - 1, times),
    parameters,
    amounts: {},
  };
}

/** What is known of market and accounts. */
export interface WorkBounds {
  readonly held: HeldAt;
  /** The smallest order of the market, in quote currency; null = none, or not known. */
  readonly minNotional: DecimalText | null;
}

const NO_BOUNDS: WorkBounds = { held: {}, minNotional: null };

/** What is wrong with a form; `nowMs`: a day that has ended by then comes too late. */
export function workFaults(
  { from, to, amounts }: WorkForm,
  nowMs: number,
  times: Times,
  language: Language,
  { faults }: Texts["bot"]["form"],
  { held, minNotional }: WorkBounds = NO_BOUNDS,
): WorkFaults {
  const wrong = Object.entries(amounts).flatMap(([id, typed]) => {
    const fault = amountFault(amountOf(typed, language), held[id]?.total ?? null, minNotional, language, faults);
    return fault === null ? [] : [[id, fault]];
  });
  return {
    from: from === "" || startOfDay(from, times) !== null ? null : faults.date,
    to: endFault(from, to, nowMs, times, faults),
    accounts: Object.keys(amounts).length === 0 ? faults.account : null,
    amounts: Object.fromEntries(wrong),
  };
}

function amountFault(
  amount: DecimalText | null,
  most: DecimalText | null,
  least: DecimalText | null,
  language: Language,
  faults: Texts["bot"]["form"]["faults"],
): string | null {
  if (amount === null) return faults.number;
  const value = new Decimal(amount);
  if (value.isZero()) return faults.positive;
  if (most !== null && value.gt(most)) return fill(faults.most, { amount: decimal(most, language) });
  if (least !== null && value.lt(least)) return fill(faults.least, { amount: decimal(least, language) });
  return null;
}

/** Whether nothing is wrong. */
export function isSound({ from, to, accounts, amounts }: WorkFaults): boolean {
  return from === null && to === null && accounts === null && Object.keys(amounts).length === 0;
}

/** What a form without faults asks for. */
export function activationOf(form: WorkForm, times: Times, language: Language): Activation {
  const { strategyId, version, symbol, parameters, from, to, amounts } = form;
  return {
    strategyId,
    version,
    symbol,
    parameters,
    startMs: from === "" ? null : startOfDay(from, times),
    endMs: to === "" ? null : endOfDay(to, times),
    shares: Object.entries(amounts).map(([brokerId, typed]) => ({ brokerId, amountQuote: amountOf(typed, language)! })),
  };
}

function endFault(
  from: string,
  to: string,
  nowMs: number,
  times: Times,
  faults: Texts["bot"]["form"]["faults"],
): string | null {
  if (to === "") return null;
  const endMs = endOfDay(to, times);
  if (endMs === null) return faults.date;
  if (from !== "" && to < from) return faults.order;
  return endMs <= nowMs ? faults.over : null;
}
