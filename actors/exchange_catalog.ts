/** The exchanges at which users can have accounts: those of ccxt, and the one inside where it runs. */
import type { Environment } from "../domain/venue.ts";
import { CATALOG, type CatalogEntry } from "../exchanges/ccxt/catalog.ts";

/** An exchange that can be chosen. */
export interface OfferedExchange {
  readonly id: string;
  readonly name: string;
  readonly environments: readonly Environment[];
  /** What it asks for; empty: nothing. */
  readonly fields: CatalogEntry["fields"];
}

/** The exchange inside: whoever adds it gets an account of his own there. */
const DEMO: OfferedExchange = { id: "demo", name: "Demo exchange", environments: ["demo"], fields: [] };

/** By name, the one inside first. */
export function offeredExchanges(of: { readonly hasDemo: boolean }): readonly OfferedExchange[] {
  return of.hasDemo ? [DEMO, ...CATALOG] : CATALOG;
}

const NAMES = new Map([DEMO, ...CATALOG].map(({ id, name }) => [id, name])).set("paper", "Paper");

/** As people know it; one that nobody knows is called by its id. */
export function exchangeNameOf(exchange: string): string {
  return NAMES.get(exchange) ?? exchange;
}
