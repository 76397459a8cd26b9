/** What a broker through ccxt hears: what every broker does, and what it tells itself; and how it is set up. */
import { z } from "zod";
import { symbol } from "../../domain/market.ts";
import type { Heard } from "../../exchanges/ccxt/source.ts";
import { brokerProtocol } from "../broker_protocol.ts";

/** What a broker through ccxt hears. */
export const ccxtBrokerProtocol = {
  ...brokerProtocol,
  /** The private stream told something. */
  Heard: { in: z.object({ heard: z.custom<Heard>() }) },
  /** The private stream is lost; null = refused, it has ended. */
  StreamLost: { in: z.object({ channel: z.string(), why: z.string(), retryInMs: z.number().nullable() }) },
  /** Begins to listen to the private stream (again). */
  Listen: { in: z.object({ channel: z.enum(["orders", "fills"]) }) },
  LookUp: { in: z.object({ symbol, clientOrderId: z.string() }) },
  /** Looks up every order that is not over. */
  Reconcile: {},
} as const;

/** How it is set up. */
export const ccxtBrokerArgs = z.object({
  brokerId: z.string(),
  /** ccxt's id of the exchange, or `demo`. */
  exchange: z.string(),
  /** `live` moves real money. */
  environment: z.enum(["live", "testnet", "demo"]),
  /** Where the demo exchange is; only for `demo`. */
  address: z.object({ restUrl: z.string(), wsUrl: z.string() }).optional(),
  /** `apiKey`, `secret` and what else the exchange wants. */
  credentials: z.record(z.string(), z.string()),
  /** Further settings in ccxt's words, such as `urls`. */
  settings: z.record(z.string(), z.unknown()).default({}),
});
/** How it is set up. */
export type CcxtBrokerArgs = z.infer<typeof ccxtBrokerArgs>;
