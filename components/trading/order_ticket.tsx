/** The order ticket: what to buy or sell, checked as it is filled in, confirmed where it is critical, sent once. */
import { useRef } from "preact/hooks";
import type { Account } from "../../web/client/trading/account.ts";
import type { MarketModel } from "../../web/client/trading/market_model.ts";
import {
  isOver,
  shared,
  switched,
  type TicketContext,
  type TicketField,
  typed,
} from "../../web/client/trading/ticket_form.ts";
import { type TakenPrice, useTicket } from "../../web/client/trading/use_ticket.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import type { AccountChoice } from "../../web/trading_services.ts";
import { Panel } from "../panel.tsx";
import { AmountField } from "./field.tsx";
import { TicketConfirm } from "./ticket_confirm.tsx";
import { newest, TicketResult } from "./ticket_result.tsx";
import { TicketVerdictLine } from "./ticket_verdict.tsx";
import { faultText, freeOf, freeWords } from "./ticket_words.ts";

const SHARES = [25, 50, 75, 100] as const;

interface TicketProps {
  readonly account: Account;
  readonly choice: AccountChoice;
  readonly model: MarketModel;
  /** A price of the book, for the ticket. */
  readonly taken: TakenPrice | null;
  readonly language: Language;
  readonly texts: Texts;
}

/** A form: Enter sends it, as the button does. */
export function OrderTicket({ account, choice, model, taken, language, texts }: TicketProps) {
  const words = texts.trading.ticket;
  const { market } = model.facts;
  const element = useRef<HTMLFormElement>(null);
  const context: TicketContext = { market, lastPrice: model.last.value, language };
  const { form, edit, ticket, faults, checked, asked, outcome, isSending, submit, send, cancel } = useTicket(
    account,
    context,
    taken,
  );
  const free = freeOf(account.portfolio.value, form.side === "buy" ? market.quote : market.base);
  const freeText = free && freeWords(form.side, free, market, language);
  const over = ticket !== null && isOver(ticket, free, context.lastPrice) ? freeText : null;
  const isLimit = form.type === "limit";

  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (ticket === null) focusFault(element.current);
    void submit();
  };

  const field = (name: TicketField, label: string, unit: string, placeholder = "") => (
    <AmountField
      id={`ticket-${name}`}
      {...{ label, unit, placeholder }}
      value={form[name]}
      fault={faults[name] ? faultText(faults[name], market, words, language) : null}
      change={(text) => edit(typed(form, name, text, context))}
    />
  );
  return (
    <Panel title={words.title} class="trade-ticket">
      <form ref={element} class="ticket" noValidate onSubmit={onSubmit} f-client-nav="false">
        <Switch
          label={words.side}
          class="ticket-side"
          values={[["buy", words.buy], ["sell", words.sell]]}
          value={form.side}
          choose={(side) => edit(switched(form, { side }, context))}
        />
        <Switch
          label={words.type}
          values={[["limit", words.limit], ["market", words.market]]}
          value={form.type}
          choose={(type) => edit(switched(form, { type }, context))}
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
              onClick={() => free !== null && edit(shared(form, percent, free, context))}
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
        cancel={cancel}
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
