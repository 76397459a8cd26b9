/** What the strategies make of each account's money, and what the paper account holds. */
import type { StrategyStatus } from "../domain/active_strategy.ts";
import { type DecimalText, sumDecimal } from "../domain/decimal.ts";
import { currencies, decimal, signed } from "../web/format.ts";
import { fill, type Language, type Texts } from "../web/i18n/mod.ts";
import type { BotView } from "../web/bot_services.ts";
import { BalanceTable } from "./balance_table.tsx";
import { toneOf } from "./bot/tone.ts";
import { Panel } from "./panel.tsx";

interface BalanceProps {
  readonly view: BotView;
  readonly strategies: readonly StrategyStatus[];
  readonly language: Language;
  readonly texts: Texts["bot"];
}

/** Equity and profit by account and quote currency; free and used amounts where an account is one of paper. */
export function BotBalance({ view, strategies, language, texts }: BalanceProps) {
  const { balances, balanceError, work } = view;
  return (
    <Panel title={texts.balance} class="balance">
      <dl class="totals">
        {totalsOf(strategies, work).map((total) => (
          <div key={`${total.brokerId} ${total.quote}`}>
            <dt>{fill(texts.equityAt, { account: total.account })}</dt>
            <dd>{decimal(total.equity, language, 2)} {total.quote}</dd>
            <dt>{texts.profit}</dt>
            <dd class={toneOf(total.profit)}>{signed(total.profit, language, 2)} {total.quote}</dd>
          </div>
        ))}
      </dl>
      {balanceError && <p class="error-text">{fill(texts.noBalance, { reason: balanceError })}</p>}
      {balances.length > 0 && (
        <BalanceTable balances={balances} language={language} texts={texts}>
          <caption class="quiet">{texts.balanceOf}</caption>
        </BalanceTable>
      )}
      <p class="panel-line quiet">
        <a href="/trading">{texts.holdings}</a>
      </p>
    </Panel>
  );
}

interface Total {
  readonly brokerId: string;
  readonly account: string;
  readonly quote: string;
  readonly equity: DecimalText;
  readonly profit: DecimalText;
}

/** Sums by account and quote currency. */
function totalsOf(strategies: readonly StrategyStatus[], work: BotView["work"]): Total[] {
  const ofAccount = Map.groupBy(strategies, ({ activeStrategyId, symbol }) => {
    const brokerId = work.find(({ id }) => id === activeStrategyId)?.brokerId ?? "";
    return `${brokerId} ${currencies(symbol).quote}`;
  });
  return [...ofAccount].map(([key, group]) => {
    const [brokerId = "", quote = ""] = key.split(" ");
    const sum = (amountOf: (one: StrategyStatus) => DecimalText) => sumDecimal(group.map(amountOf));
    return {
      brokerId,
      quote,
      account: work.find((one) => one.brokerId === brokerId)?.brokerName ?? "–",
      equity: sum(({ equityQuote }) => equityQuote),
      profit: sum(({ position }) => position.realisedQuote),
    };
  });
}
