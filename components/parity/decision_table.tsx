/** What both decided, candle by candle: those on which somebody did something, or that differ. */
import type { LoggedDecision } from "../../domain/backtest/decision_log.ts";
import type { DecisionRow } from "../../domain/parity/decisions.ts";
import { count } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";
import { priceText, quantityText } from "./writing.ts";

interface TableProps {
  /** Newest first. */
  readonly rows: readonly DecisionRow[];
  readonly language: Language;
  readonly texts: Texts["parity"];
}

/** Rows that are shown at most. */
const MOST_SHOWN = 200;

/** Whether a row says more than that both waited. */
export function isTelling({ backtest, live, match }: DecisionRow): boolean {
  return backtest.kind !== "wait" || (live !== null && live.kind !== "wait") || match !== "same";
}

/** The table, or a word that there is nothing in it. */
export function DecisionTable({ rows, language, texts }: TableProps) {
  const { zoneLabel } = useTimes();
  const candle = fill(texts.candle, { zone: zoneLabel });
  const shown = rows.slice(0, MOST_SHOWN);
  if (rows.length === 0) return <p class="quiet empty">{texts.onlyWaits}</p>;
  const counts = { shown: count(shown.length, language), count: count(rows.length, language) };
  return (
    <>
      <p class="quiet parity-note">{fill(texts.shown, counts)}</p>
      <div class="parity-wide">
        <table class="cards compact">
          <thead>
            <tr>
              <th scope="col">{candle}</th>
              <th scope="col">{texts.live}</th>
              <th scope="col">{texts.backtest}</th>
              <th scope="col">{texts.match}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => <Row key={row.openMs} {...{ row, candle, language, texts }} />)}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Row(
  { row: { openMs, live, backtest, match }, candle, language, texts }: Omit<TableProps, "rows"> & {
    readonly row: DecisionRow;
    readonly candle: string;
  },
) {
  const { dateTime } = useTimes();
  return (
    <tr>
      <td data-label={candle}>{dateTime(openMs)}</td>
      <td data-label={texts.live}>
        {live === null ? texts.notAsked : <Decision decision={live} {...{ language, texts }} />}
      </td>
      <td data-label={texts.backtest}>
        <Decision decision={backtest} {...{ language, texts }} />
      </td>
      <td data-label={texts.match} title={texts.matchTexts[match]}>
        <span class={`parity-dot ${match}`} aria-hidden="true" /> {texts.matches[match]}
      </td>
    </tr>
  );
}

/** One decision in words, with its numbers. */
export function Decision(
  { decision, language, texts }: Omit<TableProps, "rows"> & { readonly decision: LoggedDecision },
) {
  const { kind, side, quantity, stopLoss, takeProfit, held } = decision;
  const numbers = [
    ...quantity === null ? [] : [quantityText(quantity, language)],
    ...stopLoss === null ? [] : [`↓ ${priceText(stopLoss, language)}`],
    ...takeProfit === null ? [] : [`↑ ${priceText(takeProfit, language)}`],
    ...kind === "enter" && held === 0 ? [] : [fill(texts.held, { quantity: quantityText(held, language) })],
  ];
  return (
    <>
      {texts.kind[kind === "enter" ? side ?? "long" : kind]} <small class="beside">{numbers.join(" · ")}</small>
    </>
  );
}
