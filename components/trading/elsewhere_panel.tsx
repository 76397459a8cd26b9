/** What of an account came from elsewhere: orders and amounts that may be adopted, and what was adopted. */
import { useEffect, useMemo, useState } from "preact/hooks";
import type { AdoptedHolding, Elsewhere, ForeignHolding, ForeignOrder } from "../../domain/foreign.ts";
import type { Account } from "../../web/client/trading/account.ts";
import { ElsewhereModel } from "../../web/client/trading/elsewhere.ts";
import { currencies, decimal } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { exactPrice, orderSentence } from "../../web/order_sentence.ts";
import { useTimes } from "../../web/zone.ts";
import { Panel } from "../panel.tsx";
import { AdoptDialog } from "./adopt_dialog.tsx";
import { ReleaseDialog } from "./release_dialog.tsx";

interface ElsewhereProps {
  readonly account: Account;
  readonly language: Language;
  readonly texts: Texts;
}

/** Nothing where there is nothing. */
export function ElsewherePanel({ account, language, texts }: ElsewhereProps) {
  const model = useMemo(() => new ElsewhereModel(account, language), [account, language]);
  const [adopted, setAdopted] = useState<ForeignHolding | null>(null);
  const [released, setReleased] = useState<AdoptedHolding | null>(null);
  useEffect(() => model.follow(), [model]);
  const told = model.told.value;
  const words = texts.trading.elsewhere;
  return (
    <>
      {told && !isNothing(told) && (
        <Panel title={words.title} class="trade-elsewhere">
          <p class="quiet trade-note">{words.hint}</p>
          {told.failure !== null && <p class="error-text trade-note">{fill(words.failed, { reason: told.failure })}</p>}
          <Part title={words.orders} all={told.orders}>
            {(order) => (
              <OrderRow
                key={order.orderId}
                {...{ order, language, texts }}
                take={() => void model.takeOver(order)}
              />
            )}
          </Part>
          <Part title={words.holdings} all={told.holdings}>
            {(holding) => (
              <HoldingRow
                key={holding.symbol}
                {...{ holding, language, texts }}
                adopt={() => setAdopted(holding)}
              />
            )}
          </Part>
          <Part title={words.adopted} all={told.adopted}>
            {(holding) => (
              <AdoptedRow
                key={holding.clientOrderId}
                {...{ holding, language, texts }}
                release={() => setReleased(holding)}
              />
            )}
          </Part>
        </Panel>
      )}
      <AdoptDialog asked={adopted} {...{ model, language, texts }} close={() => setAdopted(null)} />
      <ReleaseDialog asked={released} {...{ model, language, texts }} close={() => setReleased(null)} />
    </>
  );
}

function isNothing({ orders, holdings, adopted, failure }: Elsewhere): boolean {
  return failure === null && orders.length + holdings.length + adopted.length === 0;
}

interface PartProps<T> {
  readonly title: string;
  readonly all: readonly T[];
  readonly children: (one: T) => preact.JSX.Element;
}

function Part<T>({ title, all, children }: PartProps<T>) {
  if (all.length === 0) return null;
  return (
    <>
      <h3 class="elsewhere-title">{title}</h3>
      <ul class="protections">{all.map(children)}</ul>
    </>
  );
}

type Row = Pick<ElsewhereProps, "language" | "texts">;

function OrderRow({ order, language, texts, take }: Row & { readonly order: ForeignOrder; readonly take: () => void }) {
  const words = texts.trading.elsewhere;
  const { dateTime } = useTimes();
  const sentence = orderSentence(order, texts, language);
  return (
    <li class="protection">
      <strong>{sentence}</strong>
      {order.placedMs !== null && <span class="quiet">{dateTime(order.placedMs)}</span>}
      <span class="quiet">{fill(words.orderName, { name: order.clientOrderId ?? order.orderId })}</span>
      <button
        type="button"
        class="button small protection-state"
        aria-label={fill(words.takeOf, { order: sentence })}
        onClick={take}
      >
        {words.take}
      </button>
    </li>
  );
}

function HoldingRow(
  { holding, language, texts, adopt }: Row & { readonly holding: ForeignHolding; readonly adopt: () => void },
) {
  const words = texts.trading.elsewhere;
  const { currency, lastPrice, symbol } = holding;
  const [quantity, free] = [decimal(holding.quantity, language), decimal(holding.free, language)];
  return (
    <li class="protection">
      <strong>{quantity} {currency}</strong>
      {holding.free !== holding.quantity && <span class="quiet">{fill(words.free, { quantity: free, currency })}</span>}
      {lastPrice !== null && <span class="quiet">{symbol} {exactPrice(lastPrice, language)}</span>}
      <button
        type="button"
        class="button small protection-state"
        aria-label={fill(words.adoptOf, { quantity, currency })}
        onClick={adopt}
      >
        {words.adopt}
      </button>
    </li>
  );
}

function AdoptedRow(
  { holding, language, texts, release }: Row & { readonly holding: AdoptedHolding; readonly release: () => void },
) {
  const words = texts.trading.elsewhere;
  const { dateTime } = useTimes();
  const { base: currency, quote } = currencies(holding.symbol);
  const quantity = decimal(holding.left, language);
  const price = exactPrice(holding.entryPrice, language);
  return (
    <li class="protection">
      <strong>{quantity} {currency}</strong>
      <span class="quiet">{fill(words.adoptedAt, { price, quote, time: dateTime(holding.adoptedMs) })}</span>
      <button
        type="button"
        class="button small protection-state"
        aria-label={fill(words.releaseOf, { quantity, currency })}
        onClick={release}
      >
        {words.release}
      </button>
    </li>
  );
}
