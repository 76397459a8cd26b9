/** Accounts that can trade at once: they begin with some of every currency. */
import type { DemoExchange } from "../exchange.ts";
import type { ClientKey } from "./clients.ts";
import { moneyOf } from "./money.ts";

/** What a new account has of each base and quote currency. */
const BASE = "10";
const QUOTE = "100000";

/** What a new account begins with, by currency. */
export function fundsOf({ markets }: Pick<DemoExchange, "markets">): ReadonlyMap<string, string> {
  return new Map(
    markets.flatMap(({ history: { rules } }) => [[rules.base, BASE], [rules.quote, QUOTE]] as const),
  );
}

/** Opens an account with some of everything; the same `name` finds the account that it opened before, as it now is. */
export function openFundedAccount(exchange: DemoExchange, name: string): ClientKey {
  return exchange.desk.openAccount(name, [...fundsOf(exchange)].map(([asset, amount]) => [asset, moneyOf(amount)!]));
}
