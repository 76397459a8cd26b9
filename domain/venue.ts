/** Where is traded: an exchange in one of its environments. */
import { z } from "zod";

/** `live` moves real money; `testnet` is a world of its own; `demo` is pretended money. */
export const environment = z.enum(["live", "testnet", "demo"]);
/** Whose money is at stake. */
export type Environment = z.infer<typeof environment>;

/** An exchange in one environment. `exchange` is ccxt's id of it, `demo` (the exchange inside), or `paper`. */
export const venue = z.object({ exchange: z.string().regex(/^[a-z0-9]{1,40}$/), environment });
/** An exchange in one environment. */
export type Venue = z.infer<typeof venue>;

/**
 * A venue's name in paths, channels and the `symbols` table: `binance`, `binance-testnet`. The exchange inside and the paper
 * one have one environment, so that their name says it all.
 */
export function venueId({ exchange, environment }: Venue): string {
  return environment === "live" || isPretended(exchange) ? exchange : `${exchange}-${environment}`;
}

/** @throws {z.ZodError} when it is no venue's name. */
export function venueOf(id: string): Venue {
  const [exchange = "", environment = isPretended(exchange) ? "demo" : "live"] = id.split("-", 2);
  return venue.parse({ exchange, environment });
}

function isPretended(exchange: string): boolean {
  return exchange === "demo" || exchange === "paper";
}
