/** The form that sets a strategy to work. */
import { useRef, useState } from "preact/hooks";
import type { DecimalText } from "../../domain/decimal.ts";
import { useActivation } from "../../web/client/bot/use_activation.ts";
import { withParameter } from "../../web/client/backtest/chosen_parameters.ts";
import type { WorkForm } from "../../web/client/bot/work_form.ts";
import type { StrategyChoice } from "../../web/client/backtest/views.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import type { AccountChoice } from "../../web/trading_services.ts";
import { useTimes } from "../../web/zone.ts";
import { SelectField, TextField } from "../backtest/form_field.tsx";
import { SetupText } from "../backtest/setup_text.tsx";
import { ParameterForm } from "../backtest/parameter_form.tsx";
import { SymbolDialog, type SymbolSearch } from "../trading/symbol_dialog.tsx";
import { VerdictBadge } from "../workshop/verdict_badge.tsx";
import { ShareFields } from "./share_fields.tsx";

interface ActivationProps {
  readonly first: WorkForm;
  /** Whether its parameters are chosen already, rather than those of the workshop. */
  readonly isCopy: boolean;
  readonly strategies: readonly StrategyChoice[];
  readonly accounts: readonly AccountChoice[];
  readonly nowMs: number;
  readonly language: Language;
  readonly texts: Texts;
  /** What strategies at work may still spend at an account. */
  readonly promisedAt: (brokerId: string, quote: string) => DecimalText;
  readonly done: () => void;
}

/** What, where, when, with which parameters. */
export function ActivationForm(props: ActivationProps) {
  const { strategies, accounts, language, texts } = props;
  const { form: words } = texts.bot;
  const { zoneLabel } = useTimes();
  const element = useRef<HTMLFormElement>(null);
  const [search, look] = useState<SymbolSearch | null>(null);
  const { form, change, faults, held, setup, reason, retry, specs, isTried, isSending, refusals, send } = useActivation(
    props,
  );
  const strategy = strategies.find(({ id }) => id === form.strategyId);
  const newest = strategy?.version ?? form.version ?? 1;
  const listed = accounts.find(({ id }) => id in form.amounts) ?? accounts[0];
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!await send()) element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  };
  return (
    <form ref={element} class="run-form bot-form" noValidate onSubmit={(event) => void submit(event)}>
      <fieldset class="run-fields">
        <legend>{words.what}</legend>
        <SelectField
          id="work-strategy"
          label={words.strategy}
          value={form.strategyId}
          hint={strategy && fill(words.timeframe, { timeframe: strategy.timeframe })}
          options={strategies.map(({ id, name }) => [id, name] as const)}
          change={(strategyId) => change({ strategyId, version: null })}
        />
        <SelectField
          id="work-version"
          label={words.version}
          value={String(form.version ?? newest)}
          options={(setup?.versions ?? [form.version ?? newest]).map((number) =>
            [String(number), number === newest ? fill(words.newest, { number }) : String(number)] as const
          )}
          change={(number) => change({ version: Number(number) === newest ? null : Number(number) })}
        />
        <div class="run-field">
          <span class="bot-label">{words.market}</span>
          <button
            type="button"
            class="button bot-symbol"
            aria-label={`${words.chooseMarket}: ${form.symbol}`}
            onClick={() => look({ search: "", quote: null, page: 1 })}
          >
            {form.symbol}
          </button>
        </div>
        {setup && (
          <div class="run-field">
            <span class="bot-label">{fill(texts.bot.version, { number: setup.version })}</span>
            <span>
              <VerdictBadge verdict={setup.verdict} texts={texts.workshop} />
            </span>
          </div>
        )}
        <TextField
          id="work-from"
          type="date"
          label={words.start}
          value={form.from}
          fault={faults.from ?? undefined}
          hint={fill(words.datesHint, { zone: zoneLabel })}
          change={(from) => change({ from })}
        />
        <TextField
          id="work-to"
          type="date"
          label={words.end}
          value={form.to}
          fault={faults.to ?? undefined}
          change={(to) => change({ to })}
        />
      </fieldset>
      <ShareFields
        {...{ form, faults, isTried, accounts, held, change, language }}
        promisedAt={props.promisedAt}
        texts={texts.bot}
      />
      <fieldset class="run-parameters">
        <legend>{words.parameters}</legend>
        {specs !== null
          ? (
            <ParameterForm
              specs={specs}
              values={form.parameters}
              change={(name, value) => change({ parameters: withParameter(form.parameters, name, value) })}
              texts={texts}
            />
          )
          : <SetupText {...{ setup, reason, retry }} words={texts.backtests.form} />}
      </fieldset>
      <div class="run-send">
        {setup?.seesFuture && <p class="warning">{words.lookAhead}</p>}
        <div class="error-text" role="alert">{refusals.map((refusal) => <p key={refusal}>{refusal}</p>)}</div>
        <button type="submit" class="button primary" disabled={specs === null || isSending}>
          {isSending ? words.sending : words.submit}
        </button>
      </div>
      {listed && (
        <SymbolDialog
          brokerId={listed.id}
          isOpen={search !== null}
          of={search ?? { search: "", quote: null, page: 1 }}
          language={language}
          texts={texts.trading}
          look={look}
          choose={(symbol) => {
            change({ symbol });
            look(null);
          }}
          close={() => look(null)}
        />
      )}
    </form>
  );
}
