/** The order ticket: what to buy or sell, checked as it is filled in, confirmed where it is critical, sent once. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { DecimalText } from "../../domain/decimal.ts";
import type { PlacedTicket, Ticket } from "../../domain/ticket.ts";
import type { Account } from "../../web/client/trading/account.ts";
import { fieldText } from "../../web/client/trading/amount.ts";
import { postJson } from "../../web/client/trading/ask.ts";
import type { MarketModel } from "../../web/client/trading/market_model.ts";
import type { Faults } from "../../web/client/trading/ticket_faults.ts";
import {
  EMPTY_FORM,
  isOver,
  shared,
  switched,
  type TicketContext,
  type TicketField,
  ticketOf,
  typed,
} from "../../web/client/trading/ticket_form.ts";
import { TicketSender } from "../../web/client/trading/ticket_sender.ts";
import { useVerdict } from "../../web/client/trading/verdict.ts";
import type { AccountChoice } from "../../web/trading_services.ts";
import { decimal } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { Panel } from "../panel.tsx";
import { AmountField } from "./field.tsx";
import { faultText, freeOf } from "./ticket_words.ts";
import { TicketConfirm, type ToConfirm } from "./ticket_confirm.tsx";
import { newest, type Outcome, TicketResult } from "./ticket_result.tsx";
import { TicketVerdictLine } from "./ticket_verdict.tsx";
import { valueText } from "./words.ts";

const SHARES = [25, 50, 75, 100] as const;

interface TicketProps {
  readonly account: Account;
  readonly choice: AccountChoice;
  readonly model: MarketModel;
  /** A price that was taken from the book, with a number that rises each time. */
  readonly taken: { readonly price: DecimalText; readonly count: number } | null;
  readonly language: Language;
  readonly texts: Texts;
}

/** A form: Enter sends it, as the button does. */
export function OrderTicket({ account, choice, model, taken, language, texts }: TicketProps) {
  const words = texts.trading.ticket;
  const { market } = model.facts;
  const context: TicketContext = { market, lastPrice: model.last.value, language };
  const [form, setForm] = useState(() => switched(EMPTY_FORM, {}, context));
  const [isTold, tellFaults] = useState(false);
  const [asked, ask] = useState<ToConfirm | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [isSending, setSending] = useState(false);
  const sender = useRef<TicketSender>(null);
  sender.current ??= new TicketSender();
  const element = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (taken === null) return;
    setForm((before) => typed({ ...before, type: "limit" }, "price", fieldText(taken.price, language), context));
  }, [taken?.count]);
  useEffect(() => {
    if (form.price === "" && form.type === "limit" && context.lastPrice !== null) setForm(switched(form, {}, context));
  }, [context.lastPrice === null]);

  const { ticket, faults } = ticketOf(form, account.brokerId, context);
  const checked = useVerdict(ticket);
  const shownFaults: Faults = faults === null
    ? {}
    : isTold
    ? faults
    : Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault !== "required"));
  const free = freeOf(account.portfolio.value, form.side === "buy" ? market.quote : market.base);
  const freeText = free === null
    ? null
    : form.side === "buy"
    ? `${valueText(free, language)} ${market.quote}`
    : `${decimal(free, language)} ${market.base}`;
  const over = ticket !== null && isOver(ticket, free, context.lastPrice) ? freeText : null;
  const isLimit = form.type === "limit";

  const change = (field: TicketField) => (text: string) => setForm(typed(form, field, text, context));
  const submit = async (event: Event) => {
    event.preventDefault();
    tellFaults(true);
    if (ticket === null) return void focusFault(element.current);
    const verdict = await checked.now();
    if (sender.current!.isBusy) return;
    if (verdict?.verdict === "ok" && verdict.cautions.length > 0) return ask({ ticket, verdict });
    await send(ticket);
  };
  const send = async (confirmed: Ticket) => {
    ask(null);
    setSending(true);
    const path = `/api/trading/${account.brokerId}/place`;
    const told = await sender.current!.send(confirmed, async (ticketId) => {
      const answer = await postJson<PlacedTicket>(path, { ticketId, ticket: confirmed });
      // No answer, or none yet: the same ticket goes out under the same id again.
      if (!answer.ok && (answer.status === 0 || answer.status >= 500)) {
        setOutcome({ kind: "unheard", reason: answer.reason });
        return null;
      }
      return answer;
    });
    setSending(false);
    if (told === null) return;
    if (!told.ok) return setOutcome({ kind: "refused", reason: told.reason });
    setOutcome({ kind: "placed", placed: told.value });
    account.take(told.value.order);
    void account.refresh();
    if (told.value.order.state === "denied" || told.value.order.state === "rejected") return;
    setForm((before) => ({ ...before, quantity: "", value: "", stopLoss: "", takeProfit: "" }));
    tellFaults(false);
  };

  const field = (name: TicketField, label: string, unit: string, placeholder = "") => (
    <AmountField
      id={`ticket-${name}`}
      {...{ label, unit, placeholder }}
      value={form[name]}
      fault={shownFaults[name] ? faultText(shownFaults[name], market, words, language) : null}
      change={change(name)}
    />
  );
  return (
    <Panel title={words.title} class="trade-ticket">
      <form ref={element} class="ticket" noValidate onSubmit={submit} f-client-nav="false">
        <Switch
          label={words.side}
          class="ticket-side"
          values={[["buy", words.buy], ["sell", words.sell]]}
          value={form.side}
          choose={(side) => setForm(switched(form, { side }, context))}
        />
        <Switch
          label={words.type}
          values={[["limit", words.limit], ["market", words.market]]}
          value={form.type}
          choose={(type) => setForm(switched(form, { type }, context))}
        />
        {isLimit && field("price", words.price, market.quote)}
        {field("quantity", words.quantity, market.base)}
        {field("value", isLimit ? words.value : words.valueAbout, market.quote)}
        <div class="ticket-shares">
          <span class="quiet">
            {freeText === null ? words.freeUnknown : fill(words.free, { amount: freeText })}
          </span>
          {SHARES.map((percent) => (
            <button
              type="button"
              key={percent}
              class="button small"
              disabled={free === null}
              aria-label={fill(words.share, { percent })}
              onClick={() => free !== null && setForm(shared(form, percent, free, context))}
            >
              {percent} %
            </button>
          ))}
        </div>
        {form.side === "buy" && (
          <fieldset class="ticket-exits">
            <legend>{words.exits}</legend>
            {field("stopLoss", words.stopLoss, market.quote, words.optional)}
            {field("takeProfit", words.takeProfit, market.quote, words.optional)}
            <p class="quiet">{words.exitsHint}</p>
          </fieldset>
        )}
        <TicketVerdictLine
          over={over}
          checked={checked}
          isComplete={ticket !== null}
          market={market}
          {...{ language, texts }}
        />
        <button type="submit" class={`button ticket-send ${form.side}`} disabled={isSending} aria-busy={isSending}>
          {isSending
            ? words.sending
            : fill(form.side === "buy" ? words.submitBuy : words.submitSell, { base: market.base })}
        </button>
        <TicketResult outcome={outcome && newest(outcome, account)} language={language} texts={texts} />
      </form>
      <TicketConfirm
        asked={asked}
        choice={choice}
        {...{ language, texts }}
        send={(confirmed) => void send(confirmed)}
        cancel={() => ask(null)}
      />
    </Panel>
  );
}

interface SwitchProps<V extends string> {
  readonly label: string;
  readonly class?: string;
  readonly values: readonly (readonly [V, string])[];
  readonly value: V;
  readonly choose: (value: V) => void;
}

function Switch<V extends string>({ label, class: className = "", values, value, choose }: SwitchProps<V>) {
  return (
    <div class={`choice wide ${className}`} role="group" aria-label={label}>
      {values.map(([each, text]) => (
        <button
          type="button"
          key={each}
          class={each}
          aria-pressed={each === value}
          onClick={() => choose(each)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

/** After the faults are shown. */
function focusFault(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLInputElement>("[aria-invalid=true]")?.focus());
}
