/**
 * The reader's time zone: it goes to the page once, and every component writes its times by it. On the server the
 * layout says it; in the browser, where each island stands alone, the page does, so that both write the same.
 */
import { type ComponentChildren, createContext, h } from "preact";
import { useContext } from "preact/hooks";
import { UTC } from "../domain/time_zone.ts";
import { type Times, timesOf } from "./times.ts";

const Zone = createContext<string | null>(null);

/** Its children write their times in this zone. For the islands, an element of the page says it as `data-zone`. */
export function ZoneOfPage({ zone, children }: { readonly zone: string; readonly children?: ComponentChildren }) {
  return h(Zone.Provider, { value: zone, children });
}

/**
 * Writes times in the reader's zone. A hook: call it at the top of a component. JSX that is handed to an island which shows
 * it later stands outside the layout, and must be handed the zone.
 */
export function useTimes(): Times {
  return timesOf(useContext(Zone) ?? zoneOfDocument());
}

/** What the page says; UTC where there is no page, or none that says. */
function zoneOfDocument(): string {
  if (typeof document === "undefined") return UTC;
  return document.querySelector<HTMLElement>("[data-zone]")?.dataset.zone ?? UTC;
}
