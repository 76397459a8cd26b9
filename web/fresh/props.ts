/**
 * Props of islands as text: what `devalue` can write (primitives, bigint, Date, URL, Map, Set, typed arrays, cycles),
 * and signals and slots besides. A signal that stands in several props is one signal again in the browser.
 */
import { Signal, signal } from "@preact/signals";
import { parse, stringify } from "devalue";

/** The place of JSX that the server has rendered. */
export class SlotRef {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

/** The props of a page's islands, in order. */
export type IslandProps = readonly Record<string, unknown>[];

/**
 * Writes the props of all islands of a page at once.
 * @throws {TypeError} for functions and class instances, naming the island and the prop.
 */
export function writeProps(islands: readonly { island: string; props: Record<string, unknown> }[]): string {
  try {
    return stringify(islands.map((island) => island.props), {
      Signal: (value: unknown) => value instanceof Signal && [value.peek()],
      Slot: (value: unknown) => value instanceof SlotRef && [value.id],
    });
  } catch (error) {
    const path = (error as { path?: string }).path ?? "";
    const [, index = "", prop = "?"] = /^\[(\d+)\]\.?(.*)$/.exec(path) ?? [];
    const island = islands[Number(index)]?.island ?? "?";
    throw new TypeError(
      `Cannot pass prop "${prop}" to the island "${island}": expected plain data, signals or JSX, ` +
        "not a function or a class instance",
      { cause: error },
    );
  }
}

/** Reads what {@linkcode writeProps} wrote; `slot` makes the component that shows a slot. */
export function readProps(text: string, slot: (id: string) => unknown): IslandProps {
  return parse(text, {
    Signal: ([value]: [unknown]) => signal(value),
    Slot: ([id]: [string]) => slot(id),
  }) as IslandProps;
}
