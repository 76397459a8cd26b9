/**
 * Islands on the server: a component of `islands/` renders inside `<f-island>` and leaves its props in the page, so
 * that the browser can bring it to life on its own. JSX among its props becomes a slot: rendered here, adopted there.
 */
import {
  type ComponentChildren,
  createContext,
  Fragment,
  type FunctionComponent,
  h,
  isValidElement,
  options,
  type VNode,
} from "preact";
import { useContext } from "preact/hooks";
import { Signal } from "@preact/signals";
import { SlotRef } from "./props.ts";

type AnyComponent = FunctionComponent<Record<string, unknown>>;

interface Island {
  readonly id: string;
  readonly render: AnyComponent;
}

/** What the islands of the page that is now rendering leave behind. */
export interface IslandsOfPage {
  /** Tells slots of different pages apart. */
  readonly renderId: string;
  /** In the order of the `props` attributes. */
  readonly props: { readonly island: string; readonly props: Record<string, unknown> }[];
  readonly slots: { readonly children: ComponentChildren; rendered: boolean }[];
}

const registered = new Map<unknown, Island>();
const InsideIsland = createContext(false);
let current: IslandsOfPage | undefined;
let renders = 0;

/** From now on this component renders as the island `id`, wherever it stands outside another island. */
export function registerIsland(component: (props: never) => ComponentChildren, id: string): void {
  registered.set(component, { id, render: (props) => component(props as never) });
}

const before = options.vnode;
options.vnode = (vnode: VNode) => {
  const island = registered.get(vnode.type);
  if (island !== undefined) {
    const props = { island, inner: vnode.props, islandKey: vnode.key };
    Object.assign(vnode, { type: IslandRoot, props });
  }
  before?.(vnode);
};

/** Runs a synchronous render and returns what its islands left behind. */
export function collectIslands<T>(render: () => T): { result: T; islands: IslandsOfPage } {
  const islands: IslandsOfPage = { renderId: (++renders).toString(36), props: [], slots: [] };
  const outer = current;
  current = islands;
  try {
    return { result: render(), islands };
  } finally {
    current = outer;
  }
}

interface IslandRootProps {
  readonly island: Island;
  readonly inner: Record<string, unknown>;
  readonly islandKey: unknown;
}

function IslandRoot({ island, inner, islandKey }: IslandRootProps): ComponentChildren {
  const inside = useContext(InsideIsland);
  if (inside || current === undefined) return h(island.render, inner);
  const { shown, sent } = splitSlots(current, inner);
  const index = current.props.push({ island: island.id, props: sent }) - 1;
  return h(
    "f-island",
    { name: island.id, props: index, ...(islandKey != null && { "data-key": String(islandKey) }) },
    h(InsideIsland.Provider, { value: true, children: h(island.render, shown) }),
  );
}

/** The props as the server shows them, and as the browser is sent them. */
function splitSlots(islands: IslandsOfPage, props: Record<string, unknown>) {
  const shown: Record<string, unknown> = {};
  const sent: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(props)) {
    if (!holdsJsx(value)) shown[name] = sent[name] = value;
    else {
      const index = islands.slots.push({ children: value as ComponentChildren, rendered: false }) - 1;
      shown[name] = h(Slot, { index, islands });
      sent[name] = new SlotRef(`${islands.renderId}-${index}`);
    }
  }
  return { shown, sent };
}

function holdsJsx(value: unknown): boolean {
  if (value instanceof Signal) return false; // a signal passes for an element, so that it may stand in JSX
  return isValidElement(value) || (Array.isArray(value) && value.some(holdsJsx));
}

function Slot({ index, islands }: { index: number; islands: IslandsOfPage }): ComponentChildren {
  const slot = islands.slots[index];
  if (slot === undefined) throw new RangeError(`Cannot render slot ${index}: expected one of ${islands.slots.length}`);
  slot.rendered = true;
  const id = `${islands.renderId}-${index}`;
  return h("f-slot", { "data-slot": id }, h(InsideIsland.Provider, { value: false, children: slot.children }));
}

/** The slots that no island showed yet, for `<template>`s: an island may show them later. */
export function unshownSlots(islands: IslandsOfPage): { id: string; vnode: VNode }[] {
  return islands.slots.flatMap((slot, index) =>
    slot.rendered ? [] : [{ id: `${islands.renderId}-${index}`, vnode: h(Fragment, null, slot.children) }]
  );
}
