/** In the browser: brings the islands of a page to life, each one a Preact root of its own. */
import { type ComponentType, h, hydrate, render } from "preact";
import { DATA_ID } from "./build_id.ts";
import { startNavigation } from "./client_nav.ts";
import { clientSlot, rememberSlots } from "./client_slots.ts";
import { type IslandProps, readProps } from "./props.ts";

/** Loads the component of an island, by the island's name. */
export type IslandLoaders = Readonly<Record<string, () => Promise<ComponentType<Record<string, unknown>>>>>;

const live = new WeakMap<Element, ComponentType<Record<string, unknown>>>();
let loaders: IslandLoaders = {};

/** Brings the page to life and follows its links; called once by the bundle's entry. */
export function start(islands: IslandLoaders): void {
  loaders = islands;
  rememberSlots(document);
  wake(document.body, propsOf(document));
  startNavigation({ propsOf, wake, retire, adopt });
}

/** The islands' props of a document. */
function propsOf(of: Document): IslandProps {
  const text = of.getElementById(DATA_ID)?.textContent;
  return text ? readProps(text, (id) => clientSlot(id, (element) => wake(element, propsOf(of)))) : [];
}

/** Brings every island below `root` to life that is not alive yet. */
function wake(root: Element, props: IslandProps): void {
  for (const element of root.querySelectorAll("f-island")) {
    if (!live.has(element)) void wakeOne(element, props);
  }
}

async function wakeOne(element: Element, props: IslandProps): Promise<void> {
  const load = loaders[element.getAttribute("name") ?? ""];
  if (load === undefined) {
    throw new RangeError(`Cannot wake island "${element.getAttribute("name")}": not in the bundle`);
  }
  const component = await load();
  if (!element.isConnected || live.has(element)) return;
  live.set(element, component);
  hydrate(h(component, propsAt(element, props)), element);
  element.toggleAttribute("data-live", true);
}

function propsAt(element: Element, props: IslandProps): Record<string, unknown> {
  return props[Number(element.getAttribute("props"))] ?? {};
}

/** Ends the islands below `root`: their effects are cleaned up. */
function retire(root: Element): void {
  for (const element of root.querySelectorAll("f-island")) {
    if (live.delete(element)) render(null, element);
  }
}

/** Moves a living island of the same name and key to the place of `fresh`, with the new props. */
function adopt(from: Element, fresh: Element, props: IslandProps): void {
  const [name, key] = [fresh.getAttribute("name") ?? "", fresh.getAttribute("data-key") ?? ""];
  const old = from.querySelector(`f-island[name="${CSS.escape(name)}"][data-key="${CSS.escape(key)}"]`);
  const component = old && live.get(old);
  if (!old || !component) return;
  const newProps = propsAt(fresh, props);
  old.setAttribute("props", fresh.getAttribute("props") ?? "");
  fresh.replaceWith(old);
  render(h(component, newProps), old);
}
