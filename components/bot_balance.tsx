/** The balance of the paper account, and what the strategies make of it. */
import type { StrategyStatus } from "../domain/active_strategy.ts";
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

/** Free and used amounts by currency, and equity and profit by quote currency. */
export function BotBalance({ view, strategies, language, texts }: BalanceProps) {
  return (
    <Panel title={texts.balance} aside={<span class="quiet">{texts.balanceOf}</span>} class="balance">
      {view.balanceError && <p class="error-text">{fill(texts.noBalance, { reason: view.balanceError })}</p>}
      <BalanceTable balances={view.balances} language={language} texts={texts} />
      <dl class="totals">
        {totalsOf(strategies).map((total) => (
          <div key={total.quote}>
            <dt>{texts.equity}</dt>
            <dd>{decimal(total.equity, language, 2)} {total.quote}</dd>
            <dt>{texts.profit}</dt>
            <dd class={toneOf(total.profit)}>{signed(total.profit, language, 2)} {total.quote}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

/** Sums by quote currency, for showing only. */
function totalsOf(strategies: readonly StrategyStatus[]): { quote: string; equity: string; profit: string }[] {
  const sums = new Map<string, { equity: number; profit: number }>();
  for (const { symbol, equityQuote, position } of strategies) {
    const { quote } = currencies(symbol);
    const sum = sums.get(quote) ?? { equity: 0, profit: 0 };
    sums.set(quote, { equity: sum.equity + Number(equityQuote), profit: sum.profit + Number(position.realisedQuote) });
  }
  return [...sums].map(([quote, sum]) => ({ quote, equity: sum.equity.toFixed(8), profit: sum.profit.toFixed(8) }));
}
