/** Where the actors of an exchange live: in one worker, which holds one copy of ccxt's class and one rate limit of the host. */
import type { ChildSpec } from "./runtime/mod.ts";

/**
 * The place of an exchange's connections and brokers. To load a class of ccxt takes a busy machine some seconds, in which the
 * worker answers nobody: it is not to be taken for hung, or it would never come up.
 */
export function exchangePlace(exchange: string): Pick<ChildSpec, "place" | "heartbeat"> {
  return { place: { worker: `exchange-${exchange}` }, heartbeat: { every: "1s", misses: 20 } };
}
