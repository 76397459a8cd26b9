/** What trading by hand stands on: the desks, the brokers and the database of the house. */
import { brokerPath } from "../../actors/broker_keeper_protocol.ts";
import { brokerProtocol, orderDeskProtocol } from "../../actors/broker_protocol.ts";
import { foreignDeskProtocol } from "../../actors/foreign_desk_protocol.ts";
import { manualDeskProtocol } from "../../actors/manual_desk_protocol.ts";
import { riskGuardProtocol } from "../../actors/risk_guard_protocol.ts";
import { type ActorRef, AskError, type Protocol } from "../../actors/runtime/mod.ts";
import { PATHS } from "../../actors/tree.ts";
import { venueDeskProtocol } from "../../actors/venue_desk_protocol.ts";
import type { Broker } from "../../db/brokers.ts";
import type { Db } from "../../db/db.ts";
import type { Symbol } from "../../domain/market.ts";
import type { KeeperPort } from "../broker_port.ts";
import { HttpError } from "../fresh/error.ts";
import type { House } from "../house_services.ts";

/** Whoever can be asked. */
export type Asked<P extends Protocol> = Pick<ActorRef<P>, "ask">;

/** What trading by hand stands on. */
export interface TradingParts {
  readonly db: Db;
  /** What the paper account trades. */
  readonly symbols: readonly Symbol[];
  readonly keeper: Pick<KeeperPort, "statuses">;
  /** Of the market's clock, beside ours. */
  readonly marketSpeed: number;
  manualDesk(): Asked<typeof manualDeskProtocol>;
  venueDesk(): Asked<typeof venueDeskProtocol>;
  orderDesk(): Asked<typeof orderDeskProtocol>;
  foreignDesk(): Asked<typeof foreignDeskProtocol>;
  riskGuard(): Asked<typeof riskGuardProtocol>;
  brokerAt(path: string): Asked<typeof brokerProtocol>;
}

/** The parts of a running house. */
export function tradingParts({ db, facts, system }: House, keeper: KeeperPort): TradingParts {
  return {
    db,
    symbols: facts.symbols,
    marketSpeed: facts.marketSpeed,
    keeper,
    manualDesk: () => system().whereis(PATHS.manualDesk, manualDeskProtocol),
    venueDesk: () => system().whereis(PATHS.venues, venueDeskProtocol),
    orderDesk: () => system().whereis(PATHS.orderDesk, orderDeskProtocol),
    riskGuard: () => system().whereis(PATHS.riskGuard, riskGuardProtocol),
    foreignDesk: () => system().whereis(PATHS.foreignDesk, foreignDeskProtocol),
    brokerAt: (path) => system().whereis(path, brokerProtocol),
  };
}

/** An exchange may take its time with an order. */
export const ORDER_TIMEOUT = "30s";

/** Where the actor of a broker is. */
export function actorOf({ id, exchange }: Broker): string {
  return exchange === "paper" ? PATHS.paper : brokerPath(id);
}

/**
 * What an actor answers; one that does not is no fault of ours to be reported as such.
 * @throws {HttpError} 504 when no answer came in time, 503 when it cannot answer now.
 */
export async function answered<T>(asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (cause) {
    if (!(cause instanceof AskError) || cause.code === "invalid") throw cause;
    throw new HttpError(cause.code === "timeout" ? 504 : 503, cause.detail, { cause });
  }
}
