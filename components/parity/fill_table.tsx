/** What both executed, beside each other, and why prices differ. */
import type { FillRow, ParityFill } from "../../domain/parity/fills.ts";
import { count } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";
import { gapText, priceText, quantityText } from "./writing.ts";

interface TableProps {
  /** Oldest first. */
  readonly rows: readonly FillRow[];
  readonly language: Language;
  readonly texts: Texts["parity"];
}

/** Rows that are shown at most. */
const MOST_SHOWN = 200;

/** The table, or a word that there is nothing in it. */
export function FillTable({ rows, language, texts }: TableProps) {
  const { zoneLabel } = useTimes();
  const time = fill(texts.time, { zone: zoneLabel });
  if (rows.length === 0) return <p class="quiet empty">{texts.noFills}</p>;
  const shown = rows.slice(-MOST_SHOWN).toReversed();
  const counts = { shown: count(shown.length, language), count: count(rows.length, language) };
  return (
    <>
      <p class="quiet parity-note">{fill(texts.fillsShown, counts)}</p>
      <div class="parity-wide">
        <table class="cards compact">
          <thead>
            <tr>
              <th scope="col">{time}</th>
              <th scope="col">{texts.sideColumn}</th>
              <th scope="col" class="number">{texts.live}</th>
              <th scope="col" class="number">{texts.backtest}</th>
              <th scope="col" class="number">{texts.worse}</th>
              <th scope="col">{texts.cause}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row, at) => <Row key={at} {...{ row, time, language, texts }} />)}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Row(
  { row: { live, backtest, worsePercent, cause }, time, language, texts }: Omit<TableProps, "rows"> & {
    readonly row: FillRow;
    readonly time: string;
  },
) {
  const { dateSecondTime } = useTimes();
  const { side, timeMs } = (live ?? backtest)!;
  const tone = worsePercent === null || Math.abs(worsePercent) < 0.00005 ? "even" : worsePercent > 0 ? "down" : "up";
  return (
    <tr>
      <td data-label={time}>{dateSecondTime(timeMs)}</td>
      <td data-label={texts.sideColumn}>
        <span class={side === "buy" ? "up" : "down"}>{texts.side[side]}</span>
      </td>
      <td class="number" data-label={texts.live}>{executionText(live, language)}</td>
      <td class="number" data-label={texts.backtest}>{executionText(backtest, language)}</td>
      <td class={`number ${tone}`} data-label={texts.worse}>
        {worsePercent === null ? "–" : gapText(worsePercent, language)}
      </td>
      <td data-label={texts.cause}>
        <span class="reason">{texts.causes[cause]}</span>
      </td>
    </tr>
  );
}

/** Quantity at price. */
function executionText(one: ParityFill | null, language: Language): string {
  return one === null ? "–" : `${quantityText(one.quantity, language)} @ ${priceText(one.price, language)}`;
}
