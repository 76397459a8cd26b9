/** What a key may do beside trading, where an exchange tells. */
import type { Exchange } from "ccxt";
import { z } from "zod";
import { hostsOf } from "./broker_hosts.ts";

/** `GET /sapi/v1/account/apiRestrictions` of Binance. */
const binanceRestrictions = z.object({ enableWithdrawals: z.boolean() });

/** Whether the key may withdraw money; null where the exchange does not tell. @throws what ccxt throws. */
export async function mayWithdraw(exchange: Exchange): Promise<boolean | null> {
  const ask: unknown = Reflect.get(exchange, "sapiGetAccountApiRestrictions");
  if (exchange.id !== "binance" || typeof ask !== "function" || !hasWallet(exchange)) return null;
  return binanceRestrictions.parse(await ask.call(exchange)).enableWithdrawals;
}

/** Only the live exchange has a wallet, at the same host as its spot market. */
function hasWallet(exchange: Exchange): boolean {
  const { sapi, private: spot } = exchange.urls["api"];
  const hosts = hostsOf(spot, exchange);
  return [...hostsOf(sapi, exchange)].some((host) => hosts.has(host));
}
