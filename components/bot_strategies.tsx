/** The strategies at work: one row each, cards on a phone. */
import type { StrategyStatus } from "../domain/active_strategy.ts";
import { currencies, decimal, signed } from "../web/format.ts";
import { fill, type Language, type Texts } from "../web/i18n/mod.ts";
import type { BotAction } from "../web/bot_services.ts";
import { useTimes } from "../web/zone.ts";
import type { Asked } from "./confirm_dialog.tsx";
import { Panel } from "./panel.tsx";

interface StrategiesProps {
  readonly strategies: readonly StrategyStatus[];
  readonly language: Language;
  readonly texts: Texts["bot"];
  readonly ask: (asked: Asked) => void;
}

/** The table, or a word that there is none. */
export function BotStrategies({ strategies, language, texts, ask }: StrategiesProps) {
  if (strategies.length === 0) {
    return (
      <Panel title={texts.active}>
        <p class="quiet empty">{texts.none} {texts.noneHint}</p>
      </Panel>
    );
  }
  const columns = [
    texts.columns.strategy,
    texts.columns.market,
    texts.columns.state,
    texts.columns.decision,
    texts.columns.position,
    texts.columns.equity,
    texts.columns.profit,
    texts.columns.actions,
  ];
  return (
    <Panel title={texts.active}>
      <table class="cards">
        <thead>
          <tr>{columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr>
        </thead>
        <tbody>
          {strategies.map((strategy) => (
            <StrategyRow key={strategy.activeStrategyId} {...{ strategy, language, texts, ask }} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

interface RowProps extends Omit<StrategiesProps, "strategies"> {
  readonly strategy: StrategyStatus;
}

function StrategyRow({ strategy, language, texts, ask }: RowProps) {
  const { base, quote } = currencies(strategy.symbol);
  const { position, lastDecision, lastCandleMs } = strategy;
  const { dateTime } = useTimes();
  const isFlat = Number(position.quantity) === 0;
  return (
    <tr>
      <td data-label={texts.columns.strategy}>
        <strong>{strategy.name}</strong>
        {strategy.error && <p class="error-text">{fill(texts.error, { message: strategy.error })}</p>}
      </td>
      <td data-label={texts.columns.market}>
        {strategy.symbol} <span class="tag">{strategy.timeframe}</span>
      </td>
      <td data-label={texts.columns.state}>
        <span class={`state ${strategy.state}`}>
          <i aria-hidden="true" />
          {texts.state[strategy.state]}
        </span>
        {strategy.restarts > 0 && <small>{fill(texts.restarts, { count: strategy.restarts })}</small>}
      </td>
      <td data-label={texts.columns.decision}>
        {lastDecision === null ? texts.noDecision : texts.decision[lastDecision]}
        {lastCandleMs !== null && <small>{fill(texts.onCandle, { time: dateTime(lastCandleMs) })}</small>}
        <small>
          <a href={`/backtest/parity?strategy=${strategy.activeStrategyId}`}>{texts.parity}</a>
        </small>
      </td>
      <td class="number" data-label={texts.columns.position}>
        {isFlat ? texts.flat : `${decimal(position.quantity, language)} ${base}`}
        {!isFlat && (
          <small>{fill(texts.cost, { amount: `${decimal(position.costQuote, language, 2)} ${quote}` })}</small>
        )}
      </td>
      <td class="number" data-label={texts.columns.equity}>
        {decimal(strategy.equityQuote, language, 2)} {quote}
        <small>{fill(texts.cash, { amount: decimal(strategy.cashQuote, language, 2) })}</small>
      </td>
      <td class={`number ${toneOf(position.realisedQuote)}`} data-label={texts.columns.profit}>
        {signed(position.realisedQuote, language, 2)} {quote}
      </td>
      <td data-label={texts.columns.actions}>
        <div class="actions">
          {actionsFor(strategy, isFlat).map((action) => (
            <button
              type="button"
              key={action}
              class={action === "stop" ? "button small danger" : "button small"}
              onClick={() => ask({ strategy, action })}
            >
              {texts[action]}
            </button>
          ))}
        </div>
      </td>
    </tr>
  );
}

function actionsFor(strategy: StrategyStatus, isFlat: boolean): BotAction[] {
  const rests = strategy.state === "suspended" || strategy.state === "halted";
  return [rests ? "resume" : "suspend", ...(isFlat ? [] : ["sell" as const]), "stop"];
}

/** Green for a gain, red for a loss. */
export function toneOf(amount: string): "up" | "down" | "even" {
  const value = Number(amount);
  return value > 0 ? "up" : value < 0 ? "down" : "even";
}
