/** The last orders with what became of them. */
import type { Order } from "../domain/order.ts";
import { averagePrice } from "../web/average_price.ts";
import { currencies, decimal, price, signed } from "../web/format.ts";
import { fill, type Language, type Texts } from "../web/i18n/mod.ts";
import { useTimes } from "../web/zone.ts";
import { toneOf } from "./bot/tone.ts";
import { OrderState, SideAndType } from "./order_words.tsx";
import { Panel } from "./panel.tsx";

interface OrdersProps {
  /** The newest first. */
  readonly orders: readonly Order[];
  readonly language: Language;
  readonly texts: Texts["bot"];
}

/** The table, or a word that there is none. */
export function BotOrders({ orders, language, texts }: OrdersProps) {
  const { order: columns } = texts;
  const time = fill(columns.time, { zone: useTimes().zoneLabel });
  return (
    <Panel title={texts.orders}>
      {orders.length === 0 ? <p class="quiet empty">{texts.noOrders}</p> : (
        <table class="cards compact">
          <thead>
            <tr>
              <th scope="col">{time}</th>
              <th scope="col">{columns.market}</th>
              <th scope="col">{columns.side}</th>
              <th scope="col" class="number">{columns.quantity}</th>
              <th scope="col" class="number">{columns.price}</th>
              <th scope="col" class="number">{columns.fee}</th>
              <th scope="col" class="number">{columns.profit}</th>
              <th scope="col">{columns.state}</th>
            </tr>
          </thead>
          <tbody>
            {orders.map((order) => <OrderRow key={order.clientOrderId} {...{ order, language, texts }} />)}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function OrderRow({ order, language, texts }: Omit<OrdersProps, "orders"> & { order: Order }) {
  const { order: columns } = texts;
  const { base, quote } = currencies(order.symbol);
  const { dateSecondTime, zoneLabel } = useTimes();
  return (
    <tr>
      <td data-label={fill(columns.time, { zone: zoneLabel })}>{dateSecondTime(order.createdMs)}</td>
      <td data-label={columns.market}>{order.symbol}</td>
      <td data-label={columns.side}>
        <SideAndType order={order} texts={texts} />
      </td>
      <td class="number" data-label={columns.quantity}>{decimal(order.quantity, language)} {base}</td>
      <td class="number" data-label={columns.price}>{priceOf(order, language)}</td>
      <td class="number" data-label={columns.fee}>
        {Number(order.feeQuote) === 0 ? "–" : `${decimal(order.feeQuote, language, 2)} ${quote}`}
      </td>
      <td class={`number ${toneOf(order.profitQuote ?? "0")}`} data-label={columns.profit}>
        {order.profitQuote === null ? "–" : `${signed(order.profitQuote, language, 2)} ${quote}`}
      </td>
      <td data-label={columns.state}>
        <OrderState order={order} language={language} texts={texts} />
      </td>
    </tr>
  );
}

/** What the fills cost on average, or the price that was asked for. */
function priceOf(order: Order, language: Language): string {
  const shown = averagePrice(order.filledQuote, order.filledQuantity) ?? order.price ?? order.stopPrice;
  return shown === null ? "–" : price(shown, language);
}
