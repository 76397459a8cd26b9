/**
 * The broker keeper: holds every user's accounts at exchanges up. Each is an actor below {@linkcode BROKERS_PATH}, named after
 * the broker's id, that answers the Broker port; the keeper alone opens the sealed credentials.
 */
import { z } from "zod";
import { exchangeFailure } from "../domain/exchange_failure.ts";
import { balance } from "./broker_protocol.ts";

/** Where the brokers' actors live. */
export const BROKERS_PATH = "/root/trading/brokers";

/** Where a broker's actor is. */
export function brokerPath(brokerId: string): string {
  return `${BROKERS_PATH}/${brokerId}`;
}

/** What an exchange asks for, by its field: `apiKey`, `secret`, `password`, … Never logged, never sent to a browser. */
export const credentials = z.record(z.string(), z.string());

/** What signing in for a look found. */
export const trial = z.discriminatedUnion("outcome", [
  z.object({
    outcome: z.literal("connected"),
    balances: z.array(balance),
    /** What its key may do that it should not; null where the exchange does not tell. */
    mayWithdraw: z.boolean().nullable(),
  }),
  z.object({ outcome: z.literal("failed"), failure: exchangeFailure }),
]);
/** What signing in for a look found. */
export type Trial = z.infer<typeof trial>;

/** How a broker's actor is. */
export const brokerStatus = z.object({
  brokerId: z.string(),
  state: z.enum(["connecting", "connected", "failed"]),
  /** Why it is not connected; null while all is well. */
  failure: exchangeFailure.nullable(),
  sinceMs: z.int(),
});
/** How a broker's actor is. */
export type BrokerStatus = z.infer<typeof brokerStatus>;

/**
 * What the broker keeper hears; each is answered at once. To sign in with what a form holds takes as long as the exchange
 * does, which would keep all others waiting: that is `tryBroker` in broker_keeper/trying.ts, with `openDemoAccount` beside.
 */
export const brokerKeeperProtocol = {
  /** A broker was stored or changed: its actor is started anew with what is stored, and its symbols are loaded. */
  BrokerSaved: { in: z.object({ brokerId: z.string() }) },
  /** A broker's row is gone: its actor ends. */
  BrokerRemoved: { in: z.object({ brokerId: z.string() }) },
  /** Loads the markets of its exchange into the list of symbols; `jobs` tells how it goes. */
  LoadSymbols: { in: z.object({ brokerId: z.string() }) },
  GetStatuses: { in: z.object({ brokerIds: z.array(z.string()) }), out: z.array(brokerStatus) },
} as const;
