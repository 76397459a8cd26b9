/** Accounts that can trade at once: they begin with some of every currency. */
import type { DemoExchange } from "../exchange.ts";
import type { ClientKey } from "./clients.ts";
import { moneyOf } from "./money.ts";

/** What a new account has of each base and quote currency. */
const BASE = "10";
const QUOTE = "100000";

/** Opens an account with some of everything; the same `name` finds the account that it opened before, as it now is. */
export function openFundedAccount({ desk, markets }: DemoExchange, name: string): ClientKey {
  const funds = new Map(
    markets.flatMap(({ history: { rules } }) => [[rules.base, BASE], [rules.quote, QUOTE]] as const),
  );
  return desk.openAccount(name, [...funds].map(([asset, amount]) => [asset, moneyOf(amount)!]));
}
