/** What an order is for, in the user's language. */
import { price as priceText } from "./format.ts";
import { type Language, textsOf } from "./i18n/mod.ts";

/**
 * An order's purpose, such as `entry, stop loss 95.5, take profit 130`: each part in its word, its price as people read it;
 * a part that is not known stays as it is.
 */
export function purposeText(purpose: string, language: Language): string {
  return purpose.split(", ").map((part) => partText(part, language)).join(", ");
}

function partText(part: string, language: Language): string {
  const [, name = part, price] = /^(.*?)(?: (\d+(?:\.\d+)?))?$/.exec(part) ?? [];
  const word = Object.entries(textsOf(language).bot.purpose).find(([known]) => known === name)?.[1];
  if (word === undefined) return part;
  return price === undefined ? word : `${word} ${priceText(price, language)}`;
}
