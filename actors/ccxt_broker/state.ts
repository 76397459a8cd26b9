/** What a broker through ccxt holds. */
import type { Environment } from "../../domain/venue.ts";
import type { CcxtBroker } from "../../exchanges/ccxt/broker.ts";
import type { OrderTracker } from "../../exchanges/ccxt/broker_tracker.ts";
import type { CcxtConnection } from "../../exchanges/ccxt/connection.ts";
import type { Balance } from "../broker_protocol.ts";
import type { ActorContext } from "../runtime/mod.ts";
import type { ccxtBrokerProtocol } from "./protocol.ts";
import type { BrokerTurns } from "./turns.ts";

/** What it holds. */
export interface State {
  readonly brokerId: string;
  readonly environment: Environment;
  readonly broker: CcxtBroker;
  /** Its private stream. */
  readonly connection: CcxtConnection;
  readonly tracker: OrderTracker;
  /** Orders that this incarnation has sent, with the moment by the clock that goes on evenly, ms; the last {@linkcode REMEMBERED}. */
  readonly sent: Map<string, number>;
  /** Groups of which an order stands, with that order. */
  readonly groups: Map<string, string>;
  /** The other one of each order of a group that was sent at once. */
  readonly partners: Map<string, string>;
  readonly turns: BrokerTurns;
  balances: Balance[];
}

/** Its context. */
export type Context = ActorContext<typeof ccxtBrokerProtocol>;

/** How many sent orders are remembered. */
export const REMEMBERED = 10_000;
