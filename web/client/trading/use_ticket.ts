/** The order ticket as it lives: filled in, checked, confirmed where that is critical, and sent once. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { DecimalText } from "../../../domain/decimal.ts";
import type { PlacedTicket, Ticket, TicketVerdict } from "../../../domain/ticket.ts";
import type { Account } from "./account.ts";
import { fieldText } from "./amount.ts";
import { postJson } from "./ask.ts";
import type { Faults } from "./ticket_faults.ts";
import { EMPTY_FORM, switched, type TicketContext, ticketOf, typed } from "./ticket_form.ts";
import { isRefusal, type Outcome, outcomeOf } from "./ticket_outcome.ts";
import { TicketSender } from "./ticket_sender.ts";
import { useVerdict } from "./verdict.ts";

/** A price that was taken from the book, with a number that rises each time. */
export interface TakenPrice {
  readonly price: DecimalText;
  readonly count: number;
}

/** A ticket with the verdict that asks for a second look. */
export interface ToConfirm {
  readonly ticket: Ticket;
  readonly verdict: Extract<TicketVerdict, { verdict: "ok" }>;
}

/** The ticket of an account and a market. */
export function useTicket(account: Account, context: TicketContext, taken: TakenPrice | null) {
  const [form, setForm] = useState(() => switched(EMPTY_FORM, {}, context));
  const [isTold, tellFaults] = useState(false);
  const [asked, ask] = useState<ToConfirm | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [isSending, setSending] = useState(false);
  const sender = useRef<TicketSender>(null);
  sender.current ??= new TicketSender();
  useEffect(() => {
    if (taken === null) return;
    const price = fieldText(taken.price, context.language);
    setForm((before) => typed({ ...before, type: "limit" }, "price", price, context));
  }, [taken?.count]);
  useEffect(() => {
    if (form.price === "" && form.type === "limit" && context.lastPrice !== null) setForm(switched(form, {}, context));
  }, [context.lastPrice === null]);

  const { ticket, faults } = ticketOf(form, account.brokerId, context);
  const checked = useVerdict(ticket);

  async function submit(): Promise<void> {
    tellFaults(true);
    if (ticket === null || sender.current!.isBusy) return;
    const verdict = await checked.now();
    // What could not be checked is not sent: it may need a second look.
    if (verdict === null || sender.current!.isBusy) return;
    if (verdict.verdict === "ok" && verdict.cautions.length > 0) ask({ ticket, verdict });
    else await send(ticket);
  }

  async function send(confirmed: Ticket): Promise<void> {
    ask(null);
    setSending(true);
    const became = await sender.current!.send(confirmed, async (ticketId) => {
      const told = await placed(confirmed, ticketId);
      setOutcome(told);
      return told.kind === "unheard" ? null : told;
    });
    setSending(false);
    if (became?.kind !== "placed") return;
    const { order } = became.placed;
    account.take(order);
    void account.refresh();
    // What was refused can be mended.
    if (isRefusal(became)) return;
    setForm((before) => ({ ...before, quantity: "", value: "", stopLoss: "", takeProfit: "" }));
    tellFaults(false);
  }

  /** What was refused is told until its ticket is another one. */
  function edit(changed: typeof form): void {
    setForm(changed);
    setOutcome((before) => before !== null && isRefusal(before) ? null : before);
  }

  return {
    form,
    edit,
    ticket,
    /** Those that are to be shown: what is not filled in yet is no fault before it is sent. */
    faults: isTold ? faults ?? {} : withoutRequired(faults ?? {}),
    checked,
    asked,
    outcome,
    isSending,
    submit,
    send,
    cancel: () => ask(null),
  };
}

/** Sends a ticket. No answer, or none yet: the same ticket goes out under the same id again. */
async function placed(ticket: Ticket, ticketId: string): Promise<Outcome> {
  return outcomeOf(await postJson<PlacedTicket>(`/api/trading/${ticket.brokerId}/place`, { ticketId, ticket }));
}

function withoutRequired(faults: Faults): Faults {
  return Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault !== "required"));
}
