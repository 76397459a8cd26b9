/**
 * One rate limit an exchange host: exchanges count the requests of an address (IP), whoever's they are. So all instances of
 * ccxt in this isolate that talk to one host share one throttler of ccxt; those of an exchange live in one worker.
 */
import type { Exchange } from "ccxt";
import { hostsOf } from "./broker_hosts.ts";

type Throttler = Exchange["throttler"];

/** By exchange and host; as many as there are venues, so that nothing need be forgotten. */
const budgets = new Map<string, Throttler>();

/**
 * Lets an exchange of ccxt spend from its host's budget. To be called when it has entered its environment: a testnet has
 * other hosts than the live exchange. The pace is that of the first who opened the host.
 */
export function shareBudget(exchange: Exchange): void {
  const key = [exchange.id, ...hostsOf(exchange.urls["api"], exchange)].sort().join(" ");
  const shared = budgets.get(key);
  if (shared !== undefined) exchange.throttler = shared;
  else budgets.set(key, exchange.throttler);
}
