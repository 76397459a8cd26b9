/** Every trade of a run, page by page. */
import type { BacktestTrade } from "../../domain/backtest/trade.ts";
import { amountText, moneyText, percentText, type Writing } from "../../web/client/backtest/measures.ts";
import { type TradePage, TRADES_PAGE } from "../../web/client/backtest/views.ts";
import { count } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";
import { Panel } from "../panel.tsx";
import { Pager } from "../trading/pager.tsx";

interface TableProps {
  readonly page: TradePage;
  /** Number of the one trade that the chart shows, from 1. */
  readonly shown: number | null;
  readonly writing: Writing;
  readonly language: Language;
  readonly texts: Texts;
  readonly show: (number: number) => void;
  readonly turn: (page: number) => void;
}

/** A list; each number shows its trade on the chart. */
export function TradeTable({ page, shown, writing, language, texts, show, turn }: TableProps) {
  const { result } = texts.backtests;
  const { trades: words } = writing.words;
  const { zoneLabel } = useTimes();
  const first = (page.page - 1) * TRADES_PAGE + 1;
  return (
    <Panel title={words.title} aside={<span class="quiet">{count(page.total, language)}</span>} class="trade-list">
      {page.total === 0
        ? <p class="quiet empty">{result.noTrades}</p>
        : (
          <div class="wide" tabIndex={0} role="region" aria-label={words.title}>
            <table class="cards compact">
              <thead>
                <tr>
                  <th scope="col">{result.number}</th>
                  <th scope="col">{words.side}</th>
                  <th scope="col">{words.entry} ({zoneLabel})</th>
                  <th scope="col" class="number">{words.entryPrice}</th>
                  <th scope="col">{words.exit} ({zoneLabel})</th>
                  <th scope="col" class="number">{words.exitPrice}</th>
                  <th scope="col" class="number">{words.quantity}</th>
                  <th scope="col" class="number">{words.fees}</th>
                  <th scope="col" class="number">{words.profit}</th>
                  <th scope="col" class="number">{result.profitPercent}</th>
                  <th scope="col">{words.reason}</th>
                </tr>
              </thead>
              <tbody>
                {page.trades.map((trade, index) => (
                  <TradeRow
                    key={first + index}
                    number={first + index}
                    isShown={shown === first + index}
                    {...{ trade, writing, texts, show }}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
      <Pager
        name={result.tradesPage}
        page={page.page}
        pages={Math.ceil(page.total / TRADES_PAGE)}
        texts={texts.trading}
        turn={turn}
      />
    </Panel>
  );
}

interface RowProps extends Pick<TableProps, "writing" | "texts" | "show"> {
  readonly trade: BacktestTrade;
  readonly number: number;
  readonly isShown: boolean;
}

function TradeRow({ trade, number, isShown, writing, texts, show }: RowProps) {
  const { result } = texts.backtests;
  const { words: { trades: words }, locale } = writing;
  const { dateTime, zoneLabel } = useTimes();
  const { side, quantity, entryMs, exitMs, entryPrice, exitPrice, fees, profit, exitReason } = trade;
  const tone = profit > 0 ? "up" : profit < 0 ? "down" : "";
  return (
    <tr class={isShown ? "shown" : ""}>
      <td data-label={result.number}>
        <button
          type="button"
          class="tool wide"
          aria-pressed={isShown}
          aria-label={fill(result.show, { number })}
          onClick={() => show(number)}
        >
          {number}
        </button>
      </td>
      <td data-label={words.side}>
        <span class={`side-${side}`}>{words[side]}</span>
      </td>
      <td data-label={`${words.entry} (${zoneLabel})`}>{dateTime(entryMs)}</td>
      <td class="number" data-label={words.entryPrice}>{amountText(entryPrice, locale)}</td>
      <td data-label={`${words.exit} (${zoneLabel})`}>{dateTime(exitMs)}</td>
      <td class="number" data-label={words.exitPrice}>{amountText(exitPrice, locale)}</td>
      <td class="number" data-label={words.quantity}>{amountText(quantity, locale)}</td>
      <td class="number" data-label={words.fees}>{moneyText(fees, writing)}</td>
      <td class={`number ${tone}`} data-label={words.profit}>{moneyText(profit, writing, true)}</td>
      <td class={`number ${tone}`} data-label={result.profitPercent}>
        {percentText(profit / (quantity * entryPrice) * 100, locale, true)}
      </td>
      <td data-label={words.reason}>{words.reasons[exitReason]}</td>
    </tr>
  );
}
