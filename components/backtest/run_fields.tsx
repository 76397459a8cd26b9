/** What a run is over, and on which terms: two groups of fields, for backtests and for searches. */
import type { Market } from "../../domain/market.ts";
import { currenciesOf } from "../../domain/market.ts";
import { type Timeframe, timeframeMs } from "../../domain/timeframe.ts";
import type { BacktestMarket } from "../../web/backtest_services.ts";
import { dayOf } from "../../web/client/backtest/days.ts";
import { type FormFaults, needsValue, type RunForm, SIZINGS } from "../../web/client/backtest/run_form.ts";
import type { StrategyChoice } from "../../web/client/backtest/views.ts";
import { decimal } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";
import { CheckField, SearchField, SelectField, TextField } from "./form_field.tsx";

const DAY_MS = 86_400_000;
/** A longer list is searched. */
const LISTED = 40;

interface FieldsProps {
  readonly form: RunForm;
  readonly faults: FormFaults;
  readonly change: (changes: Partial<RunForm>) => void;
  readonly texts: Texts;
}

interface WhatProps extends FieldsProps {
  readonly strategies: readonly StrategyChoice[];
  /** Versions of the chosen strategy, newest first; empty while they are not known. */
  readonly versions: readonly number[];
  readonly markets: readonly BacktestMarket[];
  readonly timeframes: readonly Timeframe[];
  readonly nowMs: number;
}

/** Strategy, market, timeframe and range. */
export function WhatFields(props: WhatProps) {
  const { form, faults, change, texts, strategies, versions, markets, timeframes, nowMs } = props;
  const { form: words } = texts.backtests;
  const times = useTimes();
  const newest = strategies.find(({ id }) => id === form.strategyId)?.version ?? form.version ?? 1;
  const known = versions.length > 0 ? versions : [form.version ?? newest];
  const symbols = markets.map(({ symbol }) => symbol);
  const market = {
    id: "run-market",
    label: words.market,
    value: form.symbol,
    fault: symbols.includes(form.symbol) ? undefined : words.faults.market,
    change: (symbol: string) => change({ symbol }),
  };
  return (
    <fieldset class="run-fields">
      <legend>{words.what}</legend>
      <SelectField
        id="run-strategy"
        label={words.strategy}
        value={form.strategyId}
        options={strategies.map(({ id, name }) => [id, name] as const)}
        change={(strategyId) => {
          const timeframe = strategies.find(({ id }) => id === strategyId)?.timeframe;
          change({ strategyId, version: null, ...timeframe && { timeframe } });
        }}
      />
      <SelectField
        id="run-version"
        label={words.version}
        value={String(form.version ?? known[0])}
        options={known.map((number) =>
          [String(number), fill(number === newest ? words.newest : words.versionOf, { number })] as const
        )}
        change={(number) => change({ version: Number(number) === newest ? null : Number(number) })}
      />
      {symbols.length > LISTED
        ? <SearchField {...market} options={symbols} />
        : <SelectField {...market} options={symbols.map((symbol) => [symbol, symbol] as const)} />}
      <SelectField
        id="run-timeframe"
        label={words.timeframe}
        value={form.timeframe}
        options={timeframes.map((one) => [one, one] as const)}
        change={(timeframe) => change({ timeframe })}
      />
      <TextField
        id="run-from"
        type="date"
        label={words.from}
        value={form.from}
        fault={faults.from}
        hint={fill(words.zone, { zone: times.zoneLabel })}
        max={dayOf(nowMs, times)}
        change={(from) => change({ from })}
      />
      <TextField
        id="run-to"
        type="date"
        label={words.to}
        value={form.to}
        fault={faults.to}
        max={dayOf(nowMs, times)}
        change={(to) => change({ to })}
      />
      <Ranges {...{ form, change, texts, nowMs }} market={markets.find(({ symbol }) => symbol === form.symbol)} />
    </fieldset>
  );
}

interface RangesProps extends Pick<WhatProps, "form" | "change" | "texts" | "nowMs"> {
  readonly market: BacktestMarket | undefined;
}

/** Usual ranges, and which candles are stored. */
function Ranges({ form, change, texts, market, nowMs }: RangesProps) {
  const { form: words } = texts.backtests;
  const times = useTimes();
  const { firstMs = null, lastMs = null } = market ?? {};
  const back = (days: number) => ({ from: dayOf(nowMs - days * DAY_MS, times), to: dayOf(nowMs, times) });
  const ranges = [
    [words.days30, back(30)],
    [words.days90, back(90)],
    [words.year, back(365)],
    ...firstMs === null || lastMs === null
      ? []
      : [[words.all, { from: dayOf(firstMs, times), to: dayOf(lastMs + timeframeMs("1m") - 1, times) }] as const],
  ] as const;
  return (
    <div class="run-ranges">
      <div class="choice" role="group" aria-label={words.ranges}>
        {ranges.map(([label, range]) => (
          <button
            type="button"
            key={label}
            aria-pressed={range.from === form.from && range.to === form.to}
            onClick={() => change(range)}
          >
            {label}
          </button>
        ))}
      </div>
      <p class="run-note">
        {firstMs === null || lastMs === null
          ? words.notStored
          : fill(words.stored, { from: times.dateTime(firstMs), to: times.dateTime(lastMs) })} {words.fetches}
      </p>
    </div>
  );
}

interface TermsProps extends FieldsProps {
  /** The rules of the chosen market; null while they are not known. */
  readonly rules: Market | null;
  readonly language: Language;
}

/** Money, costs, sizes and how orders fill. */
export function TermFields({ form, faults, change, texts, rules, language }: TermsProps) {
  const { form: words } = texts.backtests;
  const { base, quote } = currenciesOf(form.symbol);
  return (
    <fieldset class="run-fields">
      <legend>{words.terms}</legend>
      <TextField
        id="run-cash"
        label={`${words.cash} (${quote})`}
        value={form.cash}
        fault={faults.cash}
        change={(cash) => change({ cash })}
      />
      <SelectField
        id="run-sizing"
        label={words.sizing}
        value={form.sizing}
        options={SIZINGS.map((one) => [one, words.sizings[one]] as const)}
        change={(sizing) => change({ sizing })}
      />
      {needsValue(form.sizing) && (
        <TextField
          id="run-sizing-value"
          label={fill(words.sizingValue[form.sizing], { base, quote })}
          value={form.sizingValue}
          fault={faults.sizingValue}
          change={(sizingValue) => change({ sizingValue })}
        />
      )}
      <TextField
        id="run-taker"
        label={words.takerFee}
        value={form.takerFee}
        placeholder={words.ofMarket}
        fault={faults.takerFee}
        change={(takerFee) => change({ takerFee })}
      />
      <TextField
        id="run-maker"
        label={words.makerFee}
        value={form.makerFee}
        placeholder={words.ofMarket}
        fault={faults.makerFee}
        change={(makerFee) => change({ makerFee })}
      />
      <TextField
        id="run-slippage"
        label={words.slippage}
        value={form.slippage}
        fault={faults.slippage}
        change={(slippage) => change({ slippage })}
      />
      <SelectField
        id="run-slippage-on"
        label={words.slippageOn}
        value={form.slippageOn}
        options={[["every_fill", words.slippageEvery], ["entry", words.slippageEntry]]}
        change={(slippageOn) => change({ slippageOn })}
      />
      <SelectField
        id="run-fill"
        label={words.fill}
        value={form.fill}
        options={[["next_open", words.fillNextOpen], ["close", words.fillClose]]}
        change={(fill) => change({ fill })}
      />
      <TextField
        id="run-entries"
        label={words.maxEntries}
        value={form.maxEntries}
        fault={faults.maxEntries}
        change={(maxEntries) => change({ maxEntries })}
      />
      <div class="run-checks">
        <CheckField
          id="run-short"
          label={words.canShort}
          hint={words.canShortHint}
          isOn={form.canShort}
          change={(canShort) => change({ canShort })}
        />
        <CheckField
          id="run-detail"
          label={words.detail}
          isOn={form.detail}
          change={(detail) => change({ detail })}
        />
        <CheckField
          id="run-finalize"
          label={words.finalize}
          isOn={form.finalize}
          change={(finalize) => change({ finalize })}
        />
      </div>
      <p class="run-rules run-note">{rules && rulesText(rules, language, words)}</p>
    </fieldset>
  );
}

function rulesText(
  { quantityStep, minQuantity, minNotional, base, quote }: Market,
  language: Language,
  words: Texts["backtests"]["form"],
): string {
  const minimum = minNotional === null
    ? `${decimal(minQuantity, language)} ${base}`
    : `${decimal(minNotional, language)} ${quote}`;
  return fill(words.rules, { step: decimal(quantityStep, language), base, minimum });
}
