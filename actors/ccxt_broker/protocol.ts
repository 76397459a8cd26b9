/** What a broker through ccxt hears: what every broker does, and what it tells itself; and how it is set up. */
import { z } from "zod";
import { exchangeFailure } from "../../domain/exchange_failure.ts";
import { market, symbol } from "../../domain/market.ts";
import { environment } from "../../domain/venue.ts";
import type { Heard } from "../../exchanges/ccxt/source.ts";
import { credentials, trial } from "../broker_keeper_protocol.ts";
import { brokerProtocol } from "../broker_protocol.ts";
import { downSchema } from "../runtime/mod.ts";

/** Every spot market of an exchange, or why it does not tell them. */
export const markets = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("told"), markets: z.array(market) }),
  z.object({ outcome: z.literal("failed"), failure: exchangeFailure }),
]);

/** What of the account is listened to. */
export const privateChannel = z.enum(["orders", "fills", "balance"]);
/** What of the account is listened to. */
export type PrivateChannel = z.infer<typeof privateChannel>;

/** What a broker through ccxt hears. */
export const ccxtBrokerProtocol = {
  ...brokerProtocol,
  /** Fetches the balance, and asks what the key may do. */
  SignIn: { out: trial },
  /** Every spot market, as the exchange tells them now. */
  GetMarkets: { out: markets },
  /** The private stream told something. */
  Heard: { in: z.object({ heard: z.custom<Heard>() }) },
  /** The private stream is lost; null = refused, it has ended. */
  StreamLost: { in: z.object({ channel: z.string(), why: z.string(), retryInMs: z.number().nullable() }) },
  /** Begins to listen to the private stream (again). */
  Listen: { in: z.object({ channel: privateChannel }) },
  LookUp: { in: z.object({ symbol, clientOrderId: z.string() }) },
  /** Looks up every order that is not over. */
  Reconcile: {},
  /** The demo exchange has ended; when it is back, it may be elsewhere. */
  DemoEnded: { in: downSchema },
} as const;

/** How it is set up. */
export const ccxtBrokerArgs = z.object({
  brokerId: z.string(),
  /** ccxt's id of the exchange, or `demo`. */
  exchange: z.string(),
  /** `live` moves real money. */
  environment,
  /** Only for `demo`: where the demo exchange is, or the actor that knows it. */
  address: z.object({ restUrl: z.string(), wsUrl: z.string() }).optional(),
  demoPath: z.string().optional(),
  /** `apiKey`, `secret` and what else the exchange wants; without them it only tells its markets. */
  credentials,
  /** Whether the private stream is listened to; not for a mere look. */
  listens: z.boolean().default(true),
  /** Further settings in ccxt's words, such as `urls`. */
  settings: z.record(z.string(), z.unknown()).default({}),
});
/** How it is set up. */
export type CcxtBrokerArgs = z.infer<typeof ccxtBrokerArgs>;
