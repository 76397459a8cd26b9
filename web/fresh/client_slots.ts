/** In the browser: JSX that the server rendered for an island. It is adopted as it stands, with the islands in it. */
import { type ComponentChild, type FunctionComponent, h } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

const html = new Map<string, string>();

/** Keeps the text of every slot of a document, shown or not: an island may take a slot away and show it again. */
export function rememberSlots(of: Document): void {
  for (const slot of of.querySelectorAll("[data-slot]")) {
    const id = slot.getAttribute("data-slot") ?? "";
    if (!html.has(id)) html.set(id, slot.innerHTML);
  }
}

/** The component that stands for a slot among an island's props. */
export function clientSlot(id: string, wake: (element: Element) => void): ComponentChild {
  return h(Slot, { id, wake });
}

const Slot: FunctionComponent<{ id: string; wake: (element: Element) => void }> = ({ id, wake }) => {
  const ref = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (ref.current) wake(ref.current);
  }, []);
  return h("f-slot", { ref, "data-slot": id, dangerouslySetInnerHTML: { __html: html.get(id) ?? "" } });
};
