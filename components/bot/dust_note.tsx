/** What is held and cannot be sold, since its market takes no order that small. */
import type { StrategyStatus } from "../../domain/active_strategy.ts";
import { Decimal } from "../../domain/decimal.ts";
import { isSellable } from "../../domain/order_rules.ts";
import type { WorkTerms } from "../../web/bot_services.ts";
import { currencies, decimal } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";

type Held = Pick<StrategyStatus, "symbol" | "position" | "equityQuote" | "cashQuote">;
type Limited = Pick<WorkTerms, "limits"> | null;

interface NoteProps {
  readonly strategy: Held;
  /** Null while nothing is known but its status. */
  readonly terms: Limited;
  readonly language: Language;
  readonly texts: Texts["bot"];
}

/** Whether something is held, and too little to be sold at the last price. */
export function isDust({ position: { quantity }, equityQuote, cashQuote }: Held, terms: Limited): boolean {
  const held = new Decimal(quantity);
  if (held.isZero() || !terms?.limits) return false;
  return !isSellable(quantity, terms.limits, new Decimal(equityQuote).minus(cashQuote).div(held).toFixed());
}

/** A line; nothing where all of it can be sold. */
export function DustNote({ strategy, terms, language, texts }: NoteProps) {
  if (!isDust(strategy, terms)) return null;
  const { minQuantity, minNotional } = terms!.limits!;
  const { base, quote } = currencies(strategy.symbol);
  const least = [`${decimal(minQuantity, language)} ${base}`];
  if (minNotional !== null) least.push(`${decimal(minNotional, language)} ${quote}`);
  return <small class="bot-dust">{fill(texts.dust, { least: least.join(", ") })}</small>;
}
