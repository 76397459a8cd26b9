/** What each day, month, hour, author, account or market has brought. */
import { count } from "../../web/format.ts";
import type { Language, Texts } from "../../web/i18n/mod.ts";
import type { PartSums } from "../../web/statistics_services.ts";
import { amountText, gainText, NO_NUMBER, percentText, toneOf } from "./writing.ts";

interface TableProps {
  readonly parts: readonly PartSums[];
  /** The head of the first column. */
  readonly head: string;
  /** How a part is named. */
  readonly nameOf: (key: string) => string;
  readonly quote: string;
  readonly language: Language;
  readonly texts: Texts["statistics"];
}

/** A row a part, in the order that is given; cards on a phone. */
export function PartTable({ parts, head, nameOf, quote, language, texts: { columns } }: TableProps) {
  const numbers = [columns.profit, columns.fees, columns.closings, columns.wins, columns.drawdown, columns.slippage];
  return (
    <div class="table-scroll">
      <table class="cards compact">
        <thead>
          <tr>
            <th scope="col">{head}</th>
            {numbers.map((name) => <th key={name} scope="col" class="number">{name}</th>)}
          </tr>
        </thead>
        <tbody>
          {parts.map(({ key, sums }) => (
            <tr key={key}>
              <td data-label={head}>{nameOf(key)}</td>
              <td data-label={columns.profit} class={`number ${toneOf(sums.profitQuote)}`}>
                {gainText(sums.profitQuote, quote, language)}
              </td>
              <td data-label={columns.fees} class="number">{amountText(sums.feeQuote, quote, language)}</td>
              <td data-label={columns.closings} class="number">{count(sums.closings, language)}</td>
              <td data-label={columns.wins} class="number">{percentText(sums.winPercent, language)}</td>
              <td data-label={columns.drawdown} class="number">{amountText(sums.drawdownQuote, quote, language)}</td>
              <td data-label={columns.slippage} class="number">
                {sums.slippageQuote === null ? NO_NUMBER : amountText(sums.slippageQuote, quote, language)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
