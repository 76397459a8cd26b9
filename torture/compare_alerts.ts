/** Alerts: each that was acknowledged is one order or a recorded refusal, none twice. */
import { z } from "zod";
import type { Db } from "../db/open.ts";
import { ticketOrderId } from "../domain/ticket_ids.ts";
import type { Differs } from "./compare_orders.ts";
import type { World } from "./world.ts";

/** What there is of alerts. */
export interface AlertFigures {
  readonly sent: number;
  readonly deliveries: number;
  readonly acknowledged: number;
  /** Acknowledged alerts that became an order, that have failed for a reason, or that had nothing to do. */
  readonly orders: number;
  readonly failed: number;
  readonly nothing: number;
  /** Calls that were told as such that came before. */
  readonly duplicates: number;
}

const call = z.object({
  name: z.string().nullable(),
  verdict: z.string(),
  state: z.string(),
  reason: z.string().nullable(),
  ticketId: z.string(),
});

/** Compares all that were sent with the rows of calls and orders. */
export async function compareAlerts({ journal }: World, db: Db, differs: Differs): Promise<AlertFigures> {
  const calls = z.array(call).parse(
    await db`select signal->>'id' as name, verdict, state, reason, ticket_id as "ticketId" from webhook_calls`,
  );
  const orders = new Set((await db`select client_order_id as id from trades`).map(({ id }) => id as string));
  const byName = Map.groupBy(calls, ({ name }) => name);
  const counts = { orders: 0, failed: 0, nothing: 0 };
  for (const { id, acknowledged, deliveries, refusals } of journal.alerts) {
    const accepted = (byName.get(id) ?? []).filter(({ verdict }) => verdict === "accepted");
    const what = `alert ${id} (${deliveries} deliveries, ${acknowledged} acknowledged)`;
    if (accepted.length > 1) differs(`${what} was accepted ${accepted.length} times`);
    if (refusals.length > 0 && acknowledged > 0) differs(`${what} was refused with ${refusals.join()}, too`);
    const [one] = accepted;
    if (one === undefined) {
      if (acknowledged > 0) differs(`${what} is not stored`);
      continue;
    }
    const isOrder = orders.has(ticketOrderId("entry", one.ticketId));
    if (one.state === "waiting" || one.state === "none") differs(`${what} is still ${one.state}`);
    else if (isOrder) counts.orders++;
    else if (one.state === "failed" && one.reason !== null) counts.failed++;
    else if (one.state === "done" && one.reason !== null) counts.nothing++;
    else differs(`${what} is ${one.state} without an order and without a reason`);
  }
  return {
    ...counts,
    sent: journal.alerts.length,
    deliveries: journal.alerts.reduce((sum, { deliveries }) => sum + deliveries, 0),
    acknowledged: journal.alerts.filter(({ acknowledged }) => acknowledged > 0).length,
    duplicates: calls.filter(({ verdict }) => verdict === "duplicate").length,
  };
}
