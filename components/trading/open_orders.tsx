/** The open orders of an account: each may be canceled, those at a price moved. */
import { ADOPTED_ORDER } from "../../domain/foreign.ts";
import type { Order } from "../../domain/order.ts";
import { canMove, staysElsewhere } from "../../web/client/trading/movable.ts";
import { currencies, decimal } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { exactPrice, orderSentence } from "../../web/order_sentence.ts";
import { useTimes } from "../../web/zone.ts";
import { OrderState, SideAndType } from "../order_words.tsx";
import { Panel } from "../panel.tsx";

interface OpenProps {
  /** The newest first. */
  readonly orders: readonly Order[];
  readonly language: Language;
  readonly texts: Texts;
  readonly cancel: (order: Order) => void;
  readonly cancelAll: () => void;
  readonly move: (order: Order) => void;
}

/** The table, or a word that there is none. */
export function OpenOrders({ orders, language, texts, cancel, cancelAll, move }: OpenProps) {
  const { orders: words } = texts.trading;
  const { zoneLabel } = useTimes();
  const aside = orders.length > 0 && (
    <button type="button" class="button small danger" onClick={cancelAll}>{words.cancelAll}</button>
  );
  const title = `${words.open}${orders.length > 0 ? ` (${orders.length})` : ""}`;
  return (
    <Panel title={title} aside={aside} class="trade-open">
      {orders.length === 0 ? <p class="quiet empty">{words.none}</p> : (
        <table class="cards compact">
          <thead>
            <tr>
              <th scope="col">{fill(words.columns.time, { zone: zoneLabel })}</th>
              <th scope="col">{words.columns.market}</th>
              <th scope="col">{words.columns.side}</th>
              <th scope="col" class="number">{words.columns.quantity}</th>
              <th scope="col" class="number">{words.columns.filled}</th>
              <th scope="col" class="number">{words.columns.price}</th>
              <th scope="col">{words.columns.state}</th>
              <th scope="col">{words.columns.actions}</th>
            </tr>
          </thead>
          <tbody>
            {orders.map((order) => <OpenRow key={order.clientOrderId} {...{ order, language, texts, cancel, move }} />)}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function OpenRow({ order, language, texts, cancel, move }: Omit<OpenProps, "orders" | "cancelAll"> & { order: Order }) {
  const { orders: words } = texts.trading;
  const { dateTime, zoneLabel } = useTimes();
  const { base } = currencies(order.symbol);
  const named = { order: orderSentence(order, texts, language) };
  return (
    <tr>
      <td data-label={fill(words.columns.time, { zone: zoneLabel })}>{dateTime(order.createdMs)}</td>
      <td data-label={words.columns.market}>
        {order.symbol}
        {order.purpose === ADOPTED_ORDER && <small class="quiet">{texts.bot.purpose[ADOPTED_ORDER]}</small>}
        {staysElsewhere(order) && <small class="quiet stays">{words.stays}</small>}
      </td>
      <td data-label={words.columns.side}>
        <SideAndType order={order} texts={texts.bot} />
      </td>
      <td class="number" data-label={words.columns.quantity}>{decimal(order.quantity, language)} {base}</td>
      <td class="number" data-label={words.columns.filled}>{decimal(order.filledQuantity, language)}</td>
      <td class="number" data-label={words.columns.price}>{priceOf(order, texts, language)}</td>
      <td data-label={words.columns.state}>
        <OrderState order={order} language={language} texts={texts.bot} />
      </td>
      <td data-label={words.columns.actions}>
        <span class="actions">
          {canMove(order) && (
            <button
              type="button"
              class="button small"
              aria-label={fill(words.moveOf, named)}
              onClick={() => move(order)}
            >
              {words.move}
            </button>
          )}
          <button
            type="button"
            class="button small danger"
            aria-label={fill(words.cancelOf, named)}
            onClick={() => cancel(order)}
          >
            {words.cancel}
          </button>
        </span>
      </td>
    </tr>
  );
}

/** Of a stop or a target: what triggers it. */
function priceOf({ price, stopPrice }: Order, { trading: { orders: words } }: Texts, language: Language) {
  const at = price ?? stopPrice;
  return at === null ? words.atMarket : exactPrice(at, language);
}
