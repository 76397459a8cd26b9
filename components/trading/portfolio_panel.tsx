/** What an account holds, and what that is worth; the market that is looked at counts at its live price. */
import type { DecimalText } from "../../domain/decimal.ts";
import type { Account } from "../../web/client/trading/account.ts";
import type { MarketModel } from "../../web/client/trading/market_model.ts";
import { livePortfolio } from "../../web/client/trading/live_portfolio.ts";
import { failureTextOf } from "../../web/failure_text.ts";
import { decimal } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { exactPrice } from "../../web/order_sentence.ts";
import type { PortfolioRow, PortfolioView } from "../../web/trading_services.ts";
import { Panel } from "../panel.tsx";

/** Currencies to count in; a portfolio adds its own. */
const QUOTES = ["USDT", "USDC", "USD", "EUR", "BTC"];

interface PortfolioProps {
  readonly account: Account;
  /** Null while no market is looked at. */
  readonly model: MarketModel | null;
  readonly language: Language;
  readonly texts: Texts;
}

/** The table with its total, or why there is none. */
export function PortfolioPanel({ account, model, language, texts }: PortfolioProps) {
  const words = texts.trading.portfolio;
  const told = account.portfolio.value;
  const trouble = account.trouble.value;
  const portfolio = told && livePortfolio(told, model?.facts.market ?? null, model?.last.value ?? null);
  const quotes = [...new Set([...QUOTES, ...(told ? [told.quote] : [])])];
  const aside = (
    <span class="filters">
      <select
        class="filter"
        aria-label={words.quote}
        value={told?.quote ?? ""}
        onChange={({ currentTarget }) => void account.valueIn(currentTarget.value)}
      >
        {told === null && <option value="">–</option>}
        {quotes.map((quote) => <option key={quote} value={quote}>{quote}</option>)}
      </select>
      <button type="button" class="button small" onClick={() => void account.refresh()}>{texts.trading.reload}</button>
    </span>
  );
  const failed = portfolio?.failure ? failureTextOf(texts, portfolio.failure) : trouble;
  return (
    <Panel title={words.title} aside={aside} class="trade-portfolio">
      {failed !== null && <p class="error-text trade-note" role="alert">{fill(words.failed, { reason: failed })}</p>}
      {portfolio === null
        ? failed === null && <p class="quiet empty">{words.loading}</p>
        : <Holdings {...{ portfolio, language, words }} />}
    </Panel>
  );
}

interface HoldingsProps {
  readonly portfolio: PortfolioView;
  readonly language: Language;
  readonly words: Texts["trading"]["portfolio"];
}

function Holdings({ portfolio: { rows, quote, totalValue, unpriced, failure }, language, words }: HoldingsProps) {
  if (rows.length === 0) return failure === null ? <p class="quiet empty">{words.none}</p> : null;
  return (
    <>
      <table class="balance portfolio">
        <thead>
          <tr>
            <th scope="col">{words.currency}</th>
            <th scope="col" class="number">{words.free}</th>
            <th scope="col" class="number">{words.used}</th>
            <th scope="col" class="number">{words.value}</th>
          </tr>
        </thead>
        <tbody>{rows.map((row) => <Holding key={row.currency} {...{ row, quote, language, words }} />)}</tbody>
      </table>
      <dl class="totals">
        <div>
          <dt>{words.totalValue}</dt>
          <dd>{decimal(totalValue, language, digitsOf(quote))} {quote}</dd>
        </div>
      </dl>
      {unpriced.length > 0 && (
        <p class="quiet trade-note">{fill(words.unpriced, { quote, currencies: unpriced.join(", ") })}</p>
      )}
    </>
  );
}

type HoldingProps = Omit<HoldingsProps, "portfolio"> & { readonly row: PortfolioRow; readonly quote: string };

function Holding({ row: { currency, free, used, total, price, value }, quote, language, words }: HoldingProps) {
  return (
    <tr>
      <th scope="row">
        {currency}
        {price !== null && currency !== quote && <small>{exactPrice(price, language)}</small>}
      </th>
      <td class="number">{shown(free, language)}</td>
      <td class="number">{shown(used, language)}</td>
      <td class="number" title={`${words.total} ${shown(total, language)} ${currency}`}>
        {value === null ? "–" : decimal(value, language, digitsOf(quote))}
      </td>
    </tr>
  );
}

function shown(amount: DecimalText, language: Language): string {
  return Number(amount) >= 100 ? decimal(amount, language, 2) : decimal(amount, language);
}

/** As many digits as a currency is usually counted in. */
function digitsOf(quote: string): number {
  return quote === "BTC" || quote === "ETH" ? 8 : 2;
}
