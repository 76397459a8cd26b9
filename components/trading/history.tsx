/** What happened at an account: its executions, and every attempt at an order with what became of it. */
import type { Order } from "../../domain/order.ts";
import { averagePrice } from "../../web/average_price.ts";
import { currencies, decimal, price } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { exactPrice, orderSentence } from "../../web/order_sentence.ts";
import type { AccountFill, OrderPage } from "../../web/trading_services.ts";
import { useTimes } from "../../web/zone.ts";
import { OrderState, Side, SideAndType } from "../order_words.tsx";
import { Panel } from "../panel.tsx";
import { Pager } from "./pager.tsx";

interface FillsProps {
  /** The newest first. */
  readonly fills: readonly AccountFill[];
  readonly language: Language;
  readonly texts: Texts;
}

/** Recent executions. */
export function FillsPanel({ fills, language, texts }: FillsProps) {
  const { fills: words, orders: { columns } } = texts.trading;
  const { dateSecondTime, zoneLabel } = useTimes();
  const time = fill(columns.time, { zone: zoneLabel });
  return (
    <Panel title={words.title} class="trade-fills">
      {fills.length === 0 ? <p class="quiet empty">{words.none}</p> : (
        <table class="cards compact">
          <thead>
            <tr>
              <th scope="col">{time}</th>
              <th scope="col">{columns.market}</th>
              <th scope="col">{columns.side}</th>
              <th scope="col" class="number">{columns.quantity}</th>
              <th scope="col" class="number">{columns.price}</th>
              <th scope="col" class="number">{columns.fee}</th>
            </tr>
          </thead>
          <tbody>
            {fills.map((one) => (
              <tr key={`${one.clientOrderId} ${one.fillId}`}>
                <td data-label={time}>{dateSecondTime(one.timeMs)}</td>
                <td data-label={columns.market}>{one.symbol}</td>
                <td data-label={columns.side}>
                  <Side side={one.side} texts={texts.bot} />
                </td>
                <td class="number" data-label={columns.quantity}>
                  {decimal(one.quantity, language)} {currencies(one.symbol).base}
                </td>
                <td class="number" data-label={columns.price}>
                  {exactPrice(one.price, language)} {currencies(one.symbol).quote}
                </td>
                <td class="number" data-label={columns.fee}>
                  {Number(one.fee) === 0 ? "–" : `${decimal(one.fee, language)} ${one.feeCurrency}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

interface AttemptsProps {
  readonly page: OrderPage;
  readonly language: Language;
  readonly texts: Texts;
  readonly turn: (page: number) => void;
  /** Shows what happened to an order by hand. */
  readonly explain: (order: Order) => void;
}

/** The log, with the reasons in the exchange's own words. */
export function AttemptsPanel({ page, language, texts, turn, explain }: AttemptsProps) {
  const { attempts: words, orders: { columns } } = texts.trading;
  const { zoneLabel } = useTimes();
  const { orders, page: number, pages } = page;
  return (
    <Panel title={words.title} aside={<span class="quiet">{words.hint}</span>} class="trade-attempts">
      {orders.length === 0 ? <p class="quiet empty">{words.none}</p> : (
        <table class="cards compact">
          <thead>
            <tr>
              <th scope="col">{fill(columns.time, { zone: zoneLabel })}</th>
              <th scope="col">{columns.market}</th>
              <th scope="col">{columns.side}</th>
              <th scope="col" class="number">{columns.quantity}</th>
              <th scope="col" class="number">{columns.price}</th>
              <th scope="col" class="number">{columns.average}</th>
              <th scope="col">{columns.state}</th>
            </tr>
          </thead>
          <tbody>
            {orders.map((order) => <AttemptRow key={order.clientOrderId} {...{ order, language, texts, explain }} />)}
          </tbody>
        </table>
      )}
      <Pager name={words.title} page={number} pages={pages} texts={texts.trading} turn={turn} />
    </Panel>
  );
}

type RowProps = Pick<AttemptsProps, "language" | "texts" | "explain"> & { readonly order: Order };

function AttemptRow({ order, language, texts, explain }: RowProps) {
  const { attempts: words, orders: { columns, atMarket } } = texts.trading;
  const { dateSecondTime, zoneLabel } = useTimes();
  const { base } = currencies(order.symbol);
  const asked = order.price ?? order.stopPrice;
  const average = averagePrice(order.filledQuote, order.filledQuantity);
  return (
    <tr>
      <td data-label={fill(columns.time, { zone: zoneLabel })}>{dateSecondTime(order.createdMs)}</td>
      <td data-label={columns.market}>
        {order.symbol}
        {order.activeStrategyId !== null && <small>{words.origin.strategy}</small>}
      </td>
      <td data-label={columns.side}>
        <SideAndType order={order} texts={texts.bot} />
      </td>
      <td class="number" data-label={columns.quantity}>{decimal(order.quantity, language)} {base}</td>
      <td class="number" data-label={columns.price}>{asked === null ? atMarket : exactPrice(asked, language)}</td>
      <td class="number" data-label={columns.average}>{average === null ? "–" : price(average, language)}</td>
      <td data-label={columns.state}>
        <div class="attempt-state">
          <span>
            <OrderState order={order} language={language} texts={texts.bot} />
          </span>
          {order.activeStrategyId === null
            ? (
              <button
                type="button"
                class="button small"
                aria-label={fill(words.logOf, { order: orderSentence(order, texts, language) })}
                onClick={() => explain(order)}
              >
                {words.log}
              </button>
            )
            : <a class="button small" href={`/bot/${order.activeStrategyId}`}>{words.log}</a>}
        </div>
      </td>
    </tr>
  );
}
