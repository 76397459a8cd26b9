/** Which executions are counted: the address of the page says it. */
import { ORIGINS } from "../../domain/statistics/execution.ts";
import type { Texts } from "../../web/i18n/mod.ts";
import type { StatisticsForm } from "../../web/statistics_query.ts";
import type { StatisticsView } from "../../web/statistics_services.ts";

interface FormProps {
  readonly form: StatisticsForm;
  readonly view: StatisticsView;
  readonly texts: Texts["statistics"];
}

/** Lists and days, and a button: it works without a script. */
export function FilterForm({ form, view: { authors, symbols, quotes, quote }, texts }: FormProps) {
  const { filters, origins } = texts;
  const choice = (key: keyof StatisticsForm, options: readonly (readonly [string, string])[]) => (
    <Choice name={key} label={filters[key]} all={filters.all} options={options} value={form[key]} />
  );
  const named = (of: readonly { readonly id: string; readonly name: string }[]) =>
    of.map(({ id, name }) => [id, name] as const);
  return (
    <form class="panel statistics-filters" method="get" action="/statistics" aria-label={filters.label}>
      {choice("broker", named(authors.brokers))}
      {choice("origin", ORIGINS.map((origin) => [origin, origins[origin]]))}
      {choice("strategy", named(authors.strategies))}
      {choice("webhook", named(authors.webhooks))}
      {choice("symbol", symbols.map((symbol) => [symbol, symbol]))}
      <label>
        <span>{filters.quote}</span>
        <select name="quote">
          {quotes.map((one) => <option key={one} value={one} selected={one === quote}>{one}</option>)}
        </select>
      </label>
      <Day name="from" label={filters.from} value={form.from} />
      <Day name="to" label={filters.to} value={form.to} />
      <div class="statistics-buttons">
        <button type="submit" class="button primary">{filters.apply}</button>
        <a class="button" href="/statistics">{filters.reset}</a>
      </div>
    </form>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly all: string;
  /** Each value and its text. */
  readonly options: readonly (readonly [string, string])[];
  readonly value: string | undefined;
}

function Choice({ name, label, all, options, value }: ChoiceProps) {
  return (
    <label>
      <span>{label}</span>
      <select name={name}>
        <option value="">{all}</option>
        {options.map(([id, text]) => <option key={id} value={id} selected={id === value}>{text}</option>)}
      </select>
    </label>
  );
}

function Day({ name, label, value }: Pick<ChoiceProps, "name" | "label" | "value">) {
  return (
    <label>
      <span>{label}</span>
      <input type="date" name={name} value={value ?? ""} />
    </label>
  );
}
