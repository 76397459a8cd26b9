/** The account and the market that the page is about, with the market's live price. */
import type { ComponentChildren } from "preact";
import { decimal, percent } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { exactPrice } from "../../web/order_sentence.ts";
import type { MarketModel } from "../../web/client/trading/market_model.ts";
import type { AccountChoice } from "../../web/trading_services.ts";
import { exchangeNameOf } from "../broker_table.tsx";
import { minimumOf } from "./words.ts";

interface PickerProps {
  readonly accounts: readonly AccountChoice[];
  readonly chosen: AccountChoice;
  readonly texts: Texts;
  readonly choose: (id: string) => void;
}

/** The user's accounts, the default one first. */
export function AccountPicker({ accounts, chosen, texts, choose }: PickerProps) {
  return (
    <label class="trade-account">
      <span>{texts.trading.broker}</span>
      <select value={chosen.id} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {accounts.map((account) => (
          <option key={account.id} value={account.id}>
            {`${account.name} · ${exchangeNameOf(account, texts.brokers)} (${
              texts.trading.environment[account.environment]
            })`}
          </option>
        ))}
      </select>
    </label>
  );
}

interface HeadProps {
  readonly model: MarketModel;
  readonly language: Language;
  readonly texts: Texts["trading"];
  /** The button that opens the list of symbols. */
  readonly children: ComponentChildren;
}

/** Symbol, price, and what the market did in its last window. */
export function MarketHead({ model, language, texts, children }: HeadProps) {
  const view = model.view.value;
  const last = model.last.value;
  const { market } = model.facts;
  const ticker = view?.ticker ?? null;
  const change = ticker?.open && last ? percent(ticker.open, last, language) : null;
  const tone = ticker?.open && last ? (Number(last) >= Number(ticker.open) ? "up" : "down") : "";
  const rules = {
    quantityStep: decimal(market.quantityStep, language),
    priceStep: decimal(market.priceStep, language),
    base: market.base,
    quote: market.quote,
    minimum: minimumOf(market, language),
  };
  return (
    <section class="panel trade-head" aria-label={texts.market.title}>
      {children}
      <p class="trade-last">
        <span class="sr-only">{texts.market.last}</span>
        {last === null
          ? <span class="quiet">{texts.market.waiting}</span>
          : <strong class={tone}>{exactPrice(last, language)}</strong>}
        {last !== null && <small>{market.quote}</small>}
      </p>
      <dl class="trade-facts">
        <Fact name={texts.market.change} value={change} tone={tone} />
        <Fact name={texts.market.high} value={ticker?.high && exactPrice(ticker.high, language)} />
        <Fact name={texts.market.low} value={ticker?.low && exactPrice(ticker.low, language)} />
        <Fact
          name={texts.market.volume}
          value={ticker?.volumeBase && `${decimal(ticker.volumeBase, language, 2)} ${market.base}`}
        />
      </dl>
      <p class="quiet trade-rules">{fill(texts.market.rules, rules)}</p>
      {view?.error && <p class="error-text" role="alert">{fill(texts.market.trouble, { reason: view.error })}</p>}
    </section>
  );
}

function Fact({ name, value, tone = "" }: { name: string; value: string | null | undefined; tone?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class={tone}>{value ?? "–"}</dd>
    </div>
  );
}
