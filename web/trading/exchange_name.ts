/** Exchanges as people know them. */
import { offeredExchanges } from "../../actors/exchange_catalog.ts";

const NAMES = new Map(offeredExchanges({ hasDemo: true }).map(({ id, name }) => [id, name]));

/** The name of an exchange by its id; the id itself where it is not known. */
export function exchangeNameOf(id: string): string {
  return id === "paper" ? "Paper" : NAMES.get(id) ?? id;
}
