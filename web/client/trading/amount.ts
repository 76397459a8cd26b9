/** Amounts as people type them, and as a field shows them: text in, decimal text out, never a float. */
import { Decimal, type DecimalText } from "../../../domain/decimal.ts";
import type { Language } from "../../i18n/mod.ts";

/** More digits than any exchange has are a slip of the hand. */
const MOST_CHARS = 40;
const PLAIN = /^\d+(\.\d*)?$|^\.\d+$/;
const GROUPED = /^\d{1,3}(,\d{3})+(\.\d*)?$/;

/**
 * What was typed as a decimal text, or null where it is no number that is at least 0. Spaces group digits. In French a comma
 * is the decimal sign, as is a point; in English commas group thousands, and anything else with a comma is no number.
 */
export function amountOf(typed: string, language: Language): DecimalText | null {
  const text = typed.replace(/[\s\u00a0\u202f]/g, "");
  if (text.length > MOST_CHARS) return null;
  const plain = language === "fr" ? withPoint(text) : withoutGroups(text);
  return PLAIN.test(plain) ? new Decimal(plain.replace(/\.$/, "")).toFixed() : null;
}

function withPoint(text: string): string {
  return text.split(/[,.]/).length > 2 ? "" : text.replace(",", ".");
}

function withoutGroups(text: string): string {
  if (!text.includes(",")) return text;
  return GROUPED.test(text) ? text.replaceAll(",", "") : "";
}

/** A decimal text as a field shows it: no groups, the language's decimal sign, no zeros at its end. */
export function fieldText(amount: DecimalText, language: Language): string {
  const text = new Decimal(amount).toFixed();
  return language === "fr" ? text.replace(".", ",") : text;
}
