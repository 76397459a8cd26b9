/**
 * The exchanges that an account can be opened at, without a network and without ccxt in memory: the list is read from
 * `catalog.json`, which `deno task catalog` writes and a test holds against ccxt itself.
 */
import { z } from "zod";
import catalogJson from "./catalog.json" with { type: "json" };

/** An exchange as ccxt knows it. */
export const catalogEntry = z.object({
  /** ccxt's id. */
  id: z.string(),
  /** As people know it, and no other exchange of the list: `Binance`. */
  name: z.string(),
  /** Those that can be told from each other by the host or a header of each request; the live one first. */
  environments: z.array(z.enum(["live", "testnet", "demo"])).min(1),
  /** What its private calls ask for, in the order of a form. */
  fields: z.array(z.object({ name: z.string(), isSecret: z.boolean() })).min(1),
});
/** An exchange as ccxt knows it. */
export type CatalogEntry = z.infer<typeof catalogEntry>;

/** Every exchange of ccxt that has an environment and asks for a key, by name. */
export const CATALOG: readonly CatalogEntry[] = z.array(catalogEntry).parse(catalogJson);
