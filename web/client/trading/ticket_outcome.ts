/** What became of a ticket that was sent. Pure. */
import type { PlacedTicket } from "../../../domain/ticket.ts";
import type { Answer } from "./ask.ts";

/** What became of a ticket. `unheard`: nobody knows; the same ticket goes out under the same id again. */
export type Outcome =
  | { readonly kind: "placed"; readonly placed: PlacedTicket }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unheard"; readonly reason: string };

/** What an answer says: of an order that is not more than intended nobody has answered yet. */
export function outcomeOf(answer: Answer<PlacedTicket>): Outcome {
  if (answer.ok) {
    const { order: { state, reason } } = answer.value;
    return state === "intended"
      ? { kind: "unheard", reason: reason ?? state }
      : { kind: "placed", placed: answer.value };
  }
  const isUnheard = answer.status === 0 || answer.status >= 500;
  return { kind: isUnheard ? "unheard" : "refused", reason: answer.reason };
}

/** Whether nothing came of a ticket. */
export function isRefusal(outcome: Outcome): boolean {
  if (outcome.kind !== "placed") return outcome.kind === "refused";
  const { state } = outcome.placed.order;
  return state === "denied" || state === "rejected";
}
