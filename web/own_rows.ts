/** A user's own brokers and orders: everything else is as unknown as nothing. */
import { allBrokers, type Broker, brokersOf, findBroker } from "../db/brokers.ts";
import type { Db } from "../db/db.ts";
import { findOrder, findOrderOf } from "../db/orders.ts";
import type { Order } from "../domain/order.ts";
import type { Venue } from "../domain/venue.ts";
import { HttpError } from "./fresh/error.ts";
import type { Viewer } from "./viewer.ts";

/** The user's brokers, the default one first; `dev` sees those of all. */
export function brokersOfViewer(db: Db, { isDev, userId }: Viewer): Promise<Broker[]> {
  return isDev ? allBrokers(db) : brokersOf(db, userId);
}

/** The user's broker; `dev` sees those of all. @throws {HttpError} 404. */
export async function brokerOf(db: Db, viewer: Viewer, id: string): Promise<Broker> {
  const found = viewer.isDev
    ? (await allBrokers(db)).find((one) => one.id === id)
    : await findBroker(db, viewer.userId, id);
  if (!found) throw unknownBroker(id);
  return found;
}

/** What is said of a broker that is none of the user's, whether it exists or not. */
export function unknownBroker(id: string): HttpError {
  return new HttpError(404, `You have no broker "${id}"`);
}

/** The user's order; `dev` sees those of all. @throws {HttpError} 404. */
export async function orderOf(db: Db, viewer: Viewer, clientOrderId: string): Promise<Order> {
  const found = viewer.isDev ? await findOrder(db, clientOrderId) : await findOrderOf(db, viewer.userId, clientOrderId);
  if (!found) throw new HttpError(404, `You have no order "${clientOrderId}"`);
  return found;
}

/** Where a broker trades. */
export function venueOf({ exchange, environment }: Broker): Venue {
  return { exchange, environment };
}
