/** Table `order_exits`: how what was bought by hand is to be left. A row exists before its entry is sent. */
import { z } from "zod";
import { type OrderExits, orderExits } from "../domain/ticket.ts";
import type { Queries } from "./db.ts";

/** The exits of one order by hand, with how often they were moved. */
export const storedExits = orderExits.extend({ moves: z.int() });
/** The exits of one order by hand, with how often they were moved. */
export type StoredExits = z.infer<typeof storedExits>;

/**
 * Stores exits; those that are stored already stay as they are.
 * @throws {Error} when their broker is not of their user.
 */
export async function saveExits(db: Queries, of: StoredExits): Promise<void> {
  await db`
    insert into order_exits (
      client_order_id, user_id, broker_id, symbol, stop_loss, take_profit, moves, state, reason, created_at, updated_at
    ) values (
      ${of.clientOrderId}, ${of.userId}, ${of.brokerId}, ${of.symbol}, ${of.stopLoss}, ${of.takeProfit}, ${of.moves},
      ${of.state}, ${of.reason}, ${of.createdMs}, ${of.updatedMs}
    )
    on conflict (client_order_id) do nothing`;
}

/** Stores what became of exits: prices, moves, state and reason. */
export async function updateExits(db: Queries, of: StoredExits): Promise<void> {
  await db`
    update order_exits
    set stop_loss = ${of.stopLoss}, take_profit = ${of.takeProfit}, moves = ${of.moves}, state = ${of.state},
      reason = ${of.reason}, updated_at = ${of.updatedMs}
    where client_order_id = ${of.clientOrderId} and user_id = ${of.userId}`;
}

/** The exits of an entry of a user's, or undefined. `stem` = what the names of all its ticket's orders share. */
export async function exitsOfTicket(db: Queries, userId: string, stem: string): Promise<StoredExits | undefined> {
  const [row] = await db`
    select ${columns(db)} from order_exits where user_id = ${userId} and client_order_id like ${`m-${stem}%`}`;
  return row && storedExits.parse(row);
}

/** Exits that wait or work, of all users, oldest first. */
export async function activeExits(db: Queries): Promise<StoredExits[]> {
  return z.array(storedExits).parse(
    await db`select ${columns(db)} from order_exits where state in ('waiting', 'working') order by created_at`,
  );
}

/** Exits of a user's broker that are not done, the newest first, at most so many. */
export async function exitsOfBroker(
  db: Queries,
  userId: string,
  brokerId: string,
  limit: number,
): Promise<OrderExits[]> {
  return z.array(orderExits).parse(
    await db`
      select ${columns(db)} from order_exits
      where user_id = ${userId} and broker_id = ${brokerId} and state <> 'done'
      order by created_at desc limit ${limit}`,
  );
}

function columns(db: Queries) {
  return db`
    client_order_id as "clientOrderId", user_id as "userId", broker_id as "brokerId", symbol, stop_loss as "stopLoss",
    take_profit as "takeProfit", moves, state, reason, created_at as "createdMs", updated_at as "updatedMs"`;
}
