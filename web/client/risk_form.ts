/** The form of limits: what is typed, what is wrong with it, and the limits that it means. */
import { NO_LIMITS, type RiskLimits, riskLimits } from "../../domain/risk/limits.ts";
import { Decimal } from "../../domain/decimal.ts";
import type { Language } from "../i18n/mod.ts";
import { amountOf, fieldText } from "./trading/amount.ts";

/** The fields as they are typed; empty = no limit. */
export type RiskDraft = Readonly<Record<keyof RiskLimits, string>>;
/** Fields with the key of a text each. */
export type RiskFaults = Readonly<Partial<Record<keyof RiskLimits, "invalid" | "invalidPair" | "invalidQuote">>>;

const AMOUNTS = ["maxPosition", "maxDailyLoss", "maxDrawdown"] as const;
const COUNTS = ["ordersPerMinute", "lossesInARow", "coolDownMinutes"] as const;

/** The fields of limits that are stored. */
export function draftOf(limits: RiskLimits, language: Language): RiskDraft {
  const amount = (text: string | null) => text === null ? "" : fieldText(text, language);
  const count = (number: number | null) => number === null ? "" : String(number);
  return {
    quote: limits.quote ?? "",
    maxPosition: amount(limits.maxPosition),
    maxDailyLoss: amount(limits.maxDailyLoss),
    maxDrawdown: amount(limits.maxDrawdown),
    ordersPerMinute: count(limits.ordersPerMinute),
    lossesInARow: count(limits.lossesInARow),
    coolDownMinutes: count(limits.coolDownMinutes),
    symbols: limits.symbols?.join(", ") ?? "",
  };
}

/** The limits that a form means, or what is wrong with it. */
export function limitsOf(
  draft: RiskDraft,
  language: Language,
): { readonly limits: RiskLimits } | { readonly faults: RiskFaults } {
  const faults: Record<string, RiskFaults[keyof RiskFaults]> = {};
  const limits: Record<string, unknown> = { ...NO_LIMITS };
  for (const field of AMOUNTS) {
    const amount = amountOf(draft[field], language);
    if (isEmpty(draft[field])) continue;
    if (amount === null || !new Decimal(amount).gt(0)) faults[field] = "invalid";
    else limits[field] = amount;
  }
  for (const field of COUNTS) if (!isEmpty(draft[field])) limits[field] = Number(draft[field].trim());
  if (!isEmpty(draft.quote)) limits.quote = draft.quote.trim().toUpperCase();
  const symbols = draft.symbols.split(/[,;\s]+/).filter((text) => text !== "");
  if (symbols.length > 0) limits.symbols = symbols.map((text) => text.toUpperCase());
  const read = riskLimits.safeParse(limits);
  if (read.success && Object.keys(faults).length === 0) return { limits: read.data };
  for (const { path, code } of read.error?.issues ?? []) {
    const field = String(path[0]) as keyof RiskLimits;
    faults[field] ??= code !== "custom" || !(field in PAIRED) ? "invalid" : PAIRED[field]!;
  }
  return { faults };
}

/** What the whole form asks of a field. */
const PAIRED: Readonly<Partial<Record<keyof RiskLimits, "invalidPair" | "invalidQuote">>> = {
  coolDownMinutes: "invalidPair",
  quote: "invalidQuote",
};

function isEmpty(text: string): boolean {
  return text.trim() === "";
}
