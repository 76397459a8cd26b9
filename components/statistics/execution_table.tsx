/** The last executions, each with what it has earned. */
import type { Realisation } from "../../domain/statistics/books.ts";
import { decimal, price } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";
import { amountText, gainText, toneOf } from "./writing.ts";

interface TableProps {
  /** Newest first. */
  readonly rows: readonly Realisation[];
  /** How an author or account is named. */
  readonly nameOf: (key: string) => string;
  readonly language: Language;
  readonly texts: Texts["statistics"];
}

/** A row an execution; cards on a phone. */
export function ExecutionTable({ rows, nameOf, language, texts: { columns, side } }: TableProps) {
  const { dateSecondTime, zoneLabel } = useTimes();
  const time = fill(columns.time, { zone: zoneLabel });
  const words = [time, columns.broker, columns.author, columns.symbol, columns.side];
  const numbers = [columns.price, columns.quantity, columns.fees, columns.profit];
  return (
    <div class="table-scroll">
      <table class="cards compact">
        <thead>
          <tr>
            {words.map((name) => <th key={name} scope="col">{name}</th>)}
            {numbers.map((name) => <th key={name} scope="col" class="number">{name}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={`${one.clientOrderId}/${one.fillId}`}>
              <td data-label={time}>{dateSecondTime(one.timeMs)}</td>
              <td data-label={columns.broker}>{nameOf(one.brokerId)}</td>
              <td data-label={columns.author}>{nameOf(one.strategyId ?? one.webhookId ?? one.origin)}</td>
              <td data-label={columns.symbol}>{one.symbol}</td>
              <td data-label={columns.side} class={one.side === "buy" ? "up" : "down"}>{side[one.side]}</td>
              <td data-label={columns.price} class="number">{price(one.price, language)}</td>
              <td data-label={columns.quantity} class="number">{decimal(one.quantity, language)}</td>
              <td data-label={columns.fees} class="number">{amountText(one.feeQuote, one.quote, language)}</td>
              <td data-label={columns.profit} class={`number ${toneOf(one.profitQuote)}`}>
                {gainText(one.profitQuote, one.quote, language)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
