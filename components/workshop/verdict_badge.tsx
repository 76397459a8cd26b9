/** How a version stands, in a few words. */
import type { Texts } from "../../web/i18n/mod.ts";
import type { Verdict } from "../../web/workshop_services.ts";
import { badgeText, standingOf } from "./verdict_words.ts";

interface BadgeProps {
  /** Null = not found out yet. */
  readonly verdict: Verdict | null;
  readonly texts: Texts["workshop"];
}

/** Its colour says nothing that the words do not. */
export function VerdictBadge({ verdict, texts }: BadgeProps) {
  return <span class={`verdict-badge ${standingOf(verdict)}`}>{badgeText(verdict, texts)}</span>;
}
