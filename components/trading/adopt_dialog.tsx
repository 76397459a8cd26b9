/** Adopts a holding: how much of it, at what it counts as having cost, and the exits that protect it. */
import { useState } from "preact/hooks";
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import type { ForeignHolding } from "../../domain/foreign.ts";
import { amountOf, fieldText } from "../../web/client/trading/amount.ts";
import type { ElsewhereModel } from "../../web/client/trading/elsewhere.ts";
import { currencies } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { Dialog } from "../dialog.tsx";
import { AmountField } from "./field.tsx";

interface AdoptProps {
  /** Null while none is. */
  readonly asked: ForeignHolding | null;
  readonly model: ElsewhereModel;
  readonly language: Language;
  readonly texts: Texts;
  readonly close: () => void;
}

/** The dialog. */
export function AdoptDialog(props: AdoptProps) {
  const { asked, close } = props;
  return (
    <Dialog isOpen={asked !== null} titleId="adopt-title" cancel={close}>
      {asked && <AdoptForm key={asked.symbol} {...props} asked={asked} />}
    </Dialog>
  );
}

const FIELDS = ["quantity", "entryPrice", "stopLoss", "takeProfit"] as const;
type Field = typeof FIELDS[number];

function AdoptForm({ asked, model, language, texts, close }: AdoptProps & { readonly asked: ForeignHolding }) {
  const words = texts.trading.elsewhere.form;
  const { currency, symbol, lastPrice } = asked;
  const { quote } = currencies(symbol);
  const [ticketId] = useState(() => crypto.randomUUID());
  const [typed, setTyped] = useState<Record<Field, string>>({
    quantity: fieldText(asked.quantity, language),
    entryPrice: lastPrice === null ? "" : fieldText(lastPrice, language),
    stopLoss: "",
    takeProfit: "",
  });
  const [isTold, tellFaults] = useState(false);
  const [isSent, setSent] = useState(false);
  const faultOf = (field: Field) =>
    fault(typed[field], field === "quantity" || field === "entryPrice", language, texts);
  const valueOf = (field: Field): DecimalText | null => amountOf(typed[field], language);
  const submit = async (event: Event) => {
    event.preventDefault();
    tellFaults(true);
    const [quantity, entryPrice] = [valueOf("quantity"), valueOf("entryPrice")];
    if (isSent || FIELDS.some(faultOf) || quantity === null || entryPrice === null) return;
    const { brokerId } = model.account;
    const exits = { stopLoss: valueOf("stopLoss"), takeProfit: valueOf("takeProfit") };
    setSent(true);
    const isDone = await model.adopt(ticketId, { brokerId, symbol, quantity, entryPrice, ...exits });
    setSent(false);
    if (isDone) close();
  };
  return (
    <form noValidate onSubmit={(event) => void submit(event)} f-client-nav="false">
      <h2 id="adopt-title">{fill(words.title, { currency })}</h2>
      <p class="quiet">{words.text}</p>
      {FIELDS.map((field) => (
        <AmountField
          key={field}
          id={`adopt-${field}`}
          label={words[field]}
          unit={field === "quantity" ? currency : quote}
          value={typed[field]}
          fault={isTold ? faultOf(field) : null}
          change={(text) => setTyped({ ...typed, [field]: text })}
        />
      ))}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={close}>{texts.trading.confirm.cancel}</button>
        <button type="submit" class="button primary" disabled={isSent}>{words.apply}</button>
      </div>
    </form>
  );
}

function fault(typed: string, isNeeded: boolean, language: Language, texts: Texts): string | null {
  const { faults } = texts.trading.ticket;
  if (typed.trim() === "") return isNeeded ? faults.required : null;
  const value = amountOf(typed, language);
  if (value === null) return faults.no_number;
  return new Decimal(value).gt(0) ? null : faults.not_positive;
}
