/** Alerts: each that was acknowledged is one order or a recorded refusal, none twice. */
import { z } from "zod";
import type { Db } from "../db/open.ts";
import { ticketOrderId } from "../domain/ticket_ids.ts";
import type { Differs } from "./compare_orders.ts";
import type { Alert, Refusal } from "./journal.ts";
import type { World } from "./world.ts";

/** What there is of alerts. */
export interface AlertFigures {
  readonly sent: number;
  readonly deliveries: number;
  readonly acknowledged: number;
  /** Stored alerts that became an order, that have failed for a reason, or that had nothing to do. */
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
/** A call as it is stored; `name` = what its alert calls itself. */
export type StoredCall = z.infer<typeof call>;

/** What became of an alert that is stored once. */
type Fate = "orders" | "failed" | "nothing";

/** Compares all that were sent with the rows of calls and orders. */
export async function compareAlerts({ journal }: World, db: Db, differs: Differs): Promise<AlertFigures> {
  const calls = z.array(call).parse(
    await db`select signal->>'id' as name, verdict, state, reason, ticket_id as "ticketId" from webhook_calls`,
  );
  const orders = new Set((await db`select client_order_id as id from trades`).map(({ id }) => id as string));
  const byName = Map.groupBy(calls, ({ name }) => name);
  const counts = { orders: 0, failed: 0, nothing: 0 };
  for (const alert of journal.alerts) {
    const judged = fateOf(alert, byName.get(alert.id) ?? [], orders);
    if ("wrong" in judged) differs(judged.wrong);
    else if (judged.fate !== null) counts[judged.fate]++;
  }
  return {
    ...counts,
    sent: journal.alerts.length,
    deliveries: journal.alerts.reduce((sum, { deliveries }) => sum + deliveries, 0),
    acknowledged: journal.alerts.filter(({ acknowledged }) => acknowledged > 0).length,
    duplicates: calls.filter(({ verdict }) => verdict === "duplicate").length,
  };
}

/** What became of an alert, or what is wrong with it. `orders` = names of all orders of ours; null = it was never taken. */
export function fateOf(
  { id, acknowledged, deliveries, refusals }: Alert,
  calls: readonly StoredCall[],
  orders: ReadonlySet<string>,
): { readonly fate: Fate | null } | { readonly wrong: string } {
  const wrong = (what: string) => ({
    wrong: `alert ${id} (${deliveries} deliveries, ${acknowledged} acknowledged) ${what}`,
  });
  const [one, ...more] = calls.filter(({ verdict }) => verdict === "accepted");
  if (more.length > 0) return wrong(`was accepted ${more.length + 1} times`);
  const odd = refusals.filter((refusal) => !isOfDelivery(refusal));
  if (odd.length > 0) {
    return wrong(`was refused with ${odd.map(({ status, words }) => `${status} ${words}`).join(", ")}`);
  }
  if (one === undefined) return acknowledged > 0 ? wrong("is not stored") : { fate: null };
  const { state, reason, ticketId } = one;
  if (state !== "done" && state !== "failed") return wrong(`is still ${state}`);
  if (orders.has(ticketOrderId("entry", ticketId))) return { fate: "orders" };
  if (reason === null) return wrong(`is ${state} without an order and without a reason`);
  return { fate: state === "failed" ? "failed" : "nothing" };
}

/**
 * Whether a refusal is about this one delivery, with its reason: that it comes too late by the clock of that moment, or too soon
 * after others. Whatever another delivery of the alert came to, it is one order, and none is lost.
 */
function isOfDelivery({ status, words }: Refusal): boolean {
  return words !== "" && (status === 400 || status === 429);
}
