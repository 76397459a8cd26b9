/** A strategy at work as a row of the table. */
import type { StrategyStatus } from "../../domain/active_strategy.ts";
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import type { WorkRow as Work } from "../../web/bot_services.ts";
import { currencies, decimal, signed } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";
import type { Asked } from "../confirm_dialog.tsx";
import { DustNote } from "./dust_note.tsx";
import { ProtectionNote } from "./protection_note.tsx";
import { Sparkline } from "./sparkline.tsx";
import { toneOf } from "./tone.ts";
import { WorkActions } from "./work_actions.tsx";

interface RowProps {
  readonly strategy: StrategyStatus;
  /** Null while nothing but its status is known. */
  readonly work: Work | null;
  readonly language: Language;
  readonly texts: Texts["bot"];
  readonly ask: (asked: Asked) => void;
}

/** A row; on a phone, a card. */
export function WorkRow({ strategy, work, language, texts, ask }: RowProps) {
  const { base, quote } = currencies(strategy.symbol);
  const { position, lastDecision, lastCandleMs, activeStrategyId, name, symbol } = strategy;
  const { columns } = texts;
  const { dateTime } = useTimes();
  const isFlat = Number(position.quantity) === 0;
  const open = openProfit(strategy);
  return (
    <tr>
      <td data-label={columns.strategy} class="bot-name">
        <a href={`/bot/${activeStrategyId}`} aria-label={fill(texts.details, { name, symbol })}>
          <strong>{name}</strong>
        </a>
        {work && (
          <small>
            {work.brokerName} <span class={`tag ${work.environment}`}>{texts.form.environment[work.environment]}</span>
          </small>
        )}
        {work && (
          <small>
            {fill(texts.version, { number: work.version })}
            {work.newestVersion > work.version && (
              <span class="warns">· {fill(texts.newer, { number: work.newestVersion })}</span>
            )}
          </small>
        )}
        {strategy.error && <p class="error-text">{fill(texts.error, { message: strategy.error })}</p>}
      </td>
      <td data-label={columns.market}>
        {strategy.symbol} <span class="tag">{strategy.timeframe}</span>
        {work?.startMs != null && <small>{fill(texts.from, { time: dateTime(work.startMs) })}</small>}
        {work?.endMs != null && <small>{fill(texts.until, { time: dateTime(work.endMs) })}</small>}
      </td>
      <td data-label={columns.state}>
        <span class={`state ${strategy.state}`}>
          <i aria-hidden="true" />
          {texts.state[strategy.state]}
        </span>
        {strategy.restarts > 0 && <small>{fill(texts.restarts, { count: strategy.restarts })}</small>}
      </td>
      <td data-label={columns.decision}>
        {lastDecision === null ? texts.noDecision : texts.decision[lastDecision]}
        {lastCandleMs !== null && <small>{fill(texts.onCandle, { time: dateTime(lastCandleMs) })}</small>}
        <small>
          <a href={`/backtest/parity?strategy=${activeStrategyId}`}>{texts.parity}</a>
        </small>
      </td>
      <td class="number" data-label={columns.position}>
        {isFlat ? texts.flat : `${decimal(position.quantity, language)} ${base}`}
        {!isFlat && (
          <small>{fill(texts.cost, { amount: `${decimal(position.costQuote, language, 2)} ${quote}` })}</small>
        )}
        {!isFlat && <ProtectionNote {...{ strategy, language, texts }} />}
        <DustNote terms={work} {...{ strategy, language, texts }} />
      </td>
      <td class={`number ${isFlat ? "" : toneOf(open)}`} data-label={columns.unrealised}>
        {isFlat ? "–" : `${signed(open, language, 2)} ${quote}`}
      </td>
      <td class={`number ${toneOf(position.realisedQuote)}`} data-label={columns.profit}>
        {signed(position.realisedQuote, language, 2)} {quote}
      </td>
      <td class="number" data-label={columns.equity}>
        {decimal(strategy.equityQuote, language, 2)} {quote}
        <small>{fill(texts.cash, { amount: decimal(strategy.cashQuote, language, 2) })}</small>
        {work && <Sparkline curve={work.curve} {...{ language, texts }} />}
      </td>
      <td data-label={columns.actions}>
        <WorkActions {...{ strategy, texts, ask }} terms={work} />
      </td>
    </tr>
  );
}

/** What closing at the last price would bring, before its fees. */
function openProfit({ equityQuote, cashQuote, position }: StrategyStatus): DecimalText {
  return new Decimal(equityQuote).minus(cashQuote).minus(position.costQuote).toFixed();
}
