/** What the house tells its users, in words. */
import type { Notice } from "../domain/active_strategy.ts";
import { fill, type Language, type Texts } from "./i18n/mod.ts";
import { purposeText } from "./purpose.ts";
import { reasonText } from "./reason_text.ts";

/** A notice in words; one that has no text of ours is told by its key. */
export function noticeText(
  { key, parameters }: Pick<Notice, "key" | "parameters">,
  texts: Texts,
  language: Language,
): string {
  const known = Object.entries(texts.notice).find(([name]) => name === key)?.[1];
  const { purpose, reason } = parameters;
  const values = {
    ...parameters,
    ...purpose !== undefined && { purpose: purposeText(purpose, language) },
    ...reason !== undefined && { reason: reasonText(reason, language) },
  };
  const details = Object.values(values).join(" · ");
  return fill(known ?? texts.notice.unknown, { ...values, key: key.replaceAll("_", " "), details });
}
