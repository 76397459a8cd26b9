/** Every trade of a strategy at work, each with all that led to it, in words. */
import type { TimelinePage, TimelineTrade, WorkTerms } from "../../web/bot_services.ts";
import { count, currencies, decimal, price, signed } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { purposeText } from "../../web/purpose.ts";
import { reasonText } from "../../web/reason_text.ts";
import { useTimes } from "../../web/zone.ts";
import { Panel } from "../panel.tsx";
import { Pager } from "../trading/pager.tsx";
import type { Telling } from "./step_words.ts";
import { dayOf, Steps } from "./steps.tsx";
import { toneOf } from "./tone.ts";

interface TimelineProps {
  readonly of: WorkTerms;
  readonly timeline: TimelinePage;
  /** Of the market's clock, beside that of the wall. */
  readonly marketSpeed: number;
  readonly language: Language;
  readonly texts: Texts;
  readonly turn: (page: number) => void;
}

/** Trades, newest first, in pages; the newest one is unfolded. */
export function Timeline({ of, timeline, marketSpeed, language, texts, turn }: TimelineProps) {
  const { work: words } = texts.bot;
  const telling: Telling = { of, texts, language, times: useTimes() };
  const { trades, page, pages } = timeline;
  return (
    <Panel
      title={words.timeline}
      aside={<Pager name={words.trades} texts={texts.trading} {...{ page, pages, turn }} />}
      class="bot-timeline"
    >
      {marketSpeed !== 1 && <p class="quiet panel-line">{fill(words.twoClocks, { speed: marketSpeed })}</p>}
      {trades.length === 0 ? <p class="quiet empty">{words.noTrades}</p> : (
        <ol class="trades">
          {trades.map((trade, index) => (
            <li key={trade.id}>
              <details open={index === 0}>
                <summary>
                  <Summary {...{ trade, telling }} />
                </summary>
                <Steps steps={trade.steps} telling={telling} day={dayOf(trade.openedMs, telling.times)}>
                  {!trade.steps.some(({ kind }) => kind === "decision") && <li class="quiet">{words.steps.noCandle}
                  </li>}
                </Steps>
              </details>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

interface TradeProps {
  readonly trade: TimelineTrade;
  readonly telling: Telling;
}

function Summary({ trade, telling: { of, texts, language, times } }: TradeProps) {
  const { work: words } = texts.bot;
  const { base, quote } = currencies(of.symbol);
  const { state, attempts, entryPrice, exitPrice, leftBy, profitQuote } = trade;
  return (
    <>
      <span class="time">{times.dateTime(trade.openedMs)}</span>
      <strong>{words.side[trade.side]} {decimal(trade.quantity, language)} {base}</strong>
      <span class={`tag trade-${state}`}>{words.state[state]}</span>
      {state === "failed" && <span class="warns">{failureOf(trade, language)}</span>}
      {attempts > 1 && <span class="quiet">{fill(words.summary.attempts, { count: count(attempts, language) })}</span>}
      {entryPrice !== null && <span>{fill(words.summary.entered, { price: price(entryPrice, language) })}</span>}
      {exitPrice !== null && leftBy !== null && (
        <span>
          {fill(words.summary.left, { price: price(exitPrice, language), purpose: purposeText(leftBy, language) })}
        </span>
      )}
      {state !== "failed" && (
        <span class="quiet">
          {fill(words.summary.fees, { amount: `${decimal(trade.feeQuote, language, 2)} ${quote}` })}
        </span>
      )}
      {profitQuote !== null && <strong class={toneOf(profitQuote)}>{signed(profitQuote, language, 2)} {quote}</strong>}
    </>
  );
}

/** Why nothing came of it. */
function failureOf({ steps }: TimelineTrade, language: Language): string {
  const over = steps.find((step) => step.kind === "over");
  return over === undefined ? "" : reasonText(over.order.reason ?? "", language);
}
