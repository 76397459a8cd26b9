/** Moves an order or an exit to another price: typed, or by arrow keys in the market's steps; what a drag on the chart asks for, too. */
import { useEffect, useState } from "preact/hooks";
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import { ADOPTED_ORDER } from "../../domain/foreign.ts";
import { amountOf, fieldText } from "../../web/client/trading/amount.ts";
import { type Movable, movableText, standingOf, wrongSide } from "../../web/client/trading/movable.ts";
import { currencies, decimal } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { exactPrice } from "../../web/order_sentence.ts";
import { Dialog } from "../dialog.tsx";
import { AmountField } from "./field.tsx";

/** What shall be moved, and where it shall go. */
export interface ToMove {
  readonly what: Movable;
  readonly to: DecimalText;
}

interface MoveProps {
  /** Null while nothing is moved. */
  readonly asked: ToMove | null;
  readonly priceStep: DecimalText;
  /** The market's last price; null where it is not looked at. */
  readonly lastPrice: DecimalText | null;
  readonly language: Language;
  readonly texts: Texts;
  /** The price in the field, for the chart; null when it is none. */
  readonly preview: (to: DecimalText | null) => void;
  readonly move: (asked: ToMove) => void;
  readonly cancel: () => void;
}

/** The dialog. */
export function MoveDialog(props: MoveProps) {
  const { asked, cancel } = props;
  return (
    <Dialog isOpen={asked !== null} titleId="move-title" cancel={cancel}>
      {asked && <MoveForm key={`${standingOf(asked.what).id} ${asked.to}`} {...props} asked={asked} />}
    </Dialog>
  );
}

function MoveForm(
  { asked, priceStep, lastPrice, language, texts, preview, move, cancel }: MoveProps & { asked: ToMove },
) {
  const words = texts.trading.orders;
  const { what } = asked;
  const { symbol, price, exit } = standingOf(what);
  const now = price ?? "0";
  const [text, setText] = useState(fieldText(asked.to, language));
  const [isTold, tellFault] = useState(false);
  const { quote } = currencies(symbol);
  const to = amountOf(text, language);
  const wrong = to && wrongSide(exit, to, lastPrice);
  const fault = faultOf(text, to, now, texts) ?? (wrong &&
    fill(wrong === "stop" ? words.moveStop : words.moveTarget, { price: exactPrice(lastPrice!, language) }));
  useEffect(() => preview(fault === null ? to : null), [text]);
  useEffect(() => () => preview(null), []);
  const step = (steps: number) => {
    const size = new Decimal(priceStep).isZero() ? new Decimal("0.01") : new Decimal(priceStep);
    const next = new Decimal(to ?? now).plus(size.times(steps));
    if (next.gt(0)) setText(fieldText(next.toFixed(), language));
  };
  const submit = (event: Event) => {
    event.preventDefault();
    tellFault(true);
    if (fault === null && to !== null) move({ what, to });
  };
  return (
    <form noValidate onSubmit={submit} f-client-nav="false">
      <h2 id="move-title">{"order" in what ? words.moveTitle : texts.trading.exits.moveTitle}</h2>
      <p class="confirm-order">{movableText(what, now, texts, language)}</p>
      <p>{fill(words.moveFrom, { price: `${exactPrice(now, language)} ${quote}` })}</p>
      <AmountField
        id="move-price"
        label={fill(words.movePrice, { quote })}
        unit={quote}
        value={text}
        fault={isTold ? fault : null}
        change={setText}
        step={step}
      />
      <p class="quiet">{fill(words.moveHint, { step: decimal(priceStep, language) })}</p>
      <p class="quiet">{whatFollows(what, texts)}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={cancel}>{texts.trading.confirm.cancel}</button>
        <button type="submit" class="button primary">{words.apply}</button>
      </div>
    </form>
  );
}

function whatFollows(what: Movable, { trading: { orders, exits } }: Texts): string {
  if ("order" in what) return what.order.purpose === ADOPTED_ORDER ? orders.moveAdopted : orders.moveText;
  return what.exits.state === "waiting" ? exits.movePlanned : exits.moveWatched;
}

function faultOf(text: string, to: DecimalText | null, now: DecimalText, { trading: { ticket, orders } }: Texts) {
  if (text.trim() === "") return ticket.faults.required;
  if (to === null) return ticket.faults.no_number;
  if (!new Decimal(to).gt(0)) return ticket.faults.not_positive;
  return new Decimal(to).eq(now) ? orders.moveSame : null;
}
