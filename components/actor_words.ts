/** How the parts of an actor are called on the System page. */
import type { TreeRow } from "../actors/live/tree_report.ts";
import { count } from "../web/format.ts";
import { fill, type Language, type Texts } from "../web/i18n/mod.ts";

type SystemTexts = Texts["system"];

/** Where it lives. */
export function placeText({ place }: TreeRow, texts: SystemTexts): string {
  if (place === "local") return texts.place.local;
  return "worker" in place
    ? fill(texts.place.worker, { name: place.worker })
    : fill(texts.place.process, { name: place.process });
}

/** What its mailbox does when it is full; a policy that we have no word for by its own name. */
export function overflowText({ mailbox: { overflow } }: TreeRow, texts: SystemTexts): string {
  return Object.entries(texts.overflow).find(([name]) => name === overflow)?.[1] ?? overflow;
}

/** What it lost by a full mailbox; null when nothing. */
export function droppedText({ mailbox: { dropped } }: TreeRow, texts: SystemTexts, language: Language): string | null {
  return dropped === 0 ? null : fill(texts.dropped, { count: count(dropped, language) });
}

/** Ends after which something is wrong with the code or the machine, rather than with one message. */
export function isSevere({ lastExit, degraded }: TreeRow): boolean {
  return degraded !== null || lastExit?.kind === "hung" || lastExit?.kind === "oom";
}
