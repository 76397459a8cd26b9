/** The form of a search for parameters. */
import { useRef, useState } from "preact/hooks";
import { TIMEFRAMES } from "../../domain/timeframe.ts";
import type { BacktestMarket } from "../../web/backtest_services.ts";
import { withParameter } from "../../web/client/backtest/chosen_parameters.ts";
import { areSound, chosenOf } from "../../web/client/backtest/parameter_faults.ts";
import { formFaults, requestOf, type RunForm } from "../../web/client/backtest/run_form.ts";
import { useRead } from "../../web/client/backtest/use_read.ts";
import { type SetupState, useRules, useSetup } from "../../web/client/backtest/use_setup.ts";
import type { StrategyChoice } from "../../web/client/backtest/views.ts";
import {
  canSearch,
  countSets,
  firstRanges,
  rangeFaults,
  searchedOf,
  searchFaults,
  type SearchForm,
  searchRequestOf,
} from "../../web/client/optimisation/search_form.ts";
import { postJson } from "../../web/client/trading/ask.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import type { ParameterSpec } from "../../web/workshop_services.ts";
import { useTimes } from "../../web/zone.ts";
import { ParameterForm } from "../backtest/parameter_form.tsx";
import { SetupText } from "../backtest/setup_text.tsx";
import { TermFields, WhatFields } from "../backtest/run_fields.tsx";
import { Panel } from "../panel.tsx";
import { RangeFields } from "./range_fields.tsx";
import { SearchFields } from "./search_fields.tsx";

interface FormProps {
  readonly first: RunForm;
  readonly firstSearch: SearchForm;
  /** Whether they are those of an earlier search. */
  readonly isAgain: boolean;
  readonly strategies: readonly StrategyChoice[];
  readonly markets: readonly BacktestMarket[];
  readonly nowMs: number;
  readonly language: Language;
  readonly texts: Texts;
  /** Told the id of a search that has been taken. */
  readonly started: (id: string) => void;
}

/** What is searched, over which candles, on which terms. */
export function SearchFormPanel(props: FormProps) {
  const { first, firstSearch, isAgain, strategies, markets, nowMs, language, texts, started } = props;
  const { form: words } = texts.optimisations;
  const times = useTimes();
  const [form, setForm] = useState(first);
  const [search, setSearch] = useState(firstSearch);
  const [isSending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const element = useRef<HTMLFormElement>(null);
  const { setup, reason, retry } = useSetup(form.strategyId, form.version);
  const rules = useRules(form.symbol);
  const change = (changes: Partial<RunForm>) => setForm((before) => ({ ...before, ...changes }));
  const seek = (changes: Partial<SearchForm>) => setSearch((before) => ({ ...before, ...changes }));
  useRead(setup, null, ({ strategyId, specs, parameters }) => {
    const offered = firstRanges(specs ?? []);
    const isEarlier = isAgain && strategyId === first.strategyId;
    if (!isEarlier) change({ parameters });
    seek({ ranges: isEarlier ? { ...withoutSearching(offered), ...firstSearch.ranges } : offered });
  });

  const specs = setup?.specs ?? null;
  const searched = specs === null ? [] : searchedOf(search, specs);
  const fixed = (specs ?? []).filter((spec) => !searched.includes(spec));
  const faults = formFaults(form, nowMs, times, texts.backtests.form);
  const ofSearch = specs === null ? {} : searchFaults(search, specs, words);
  const isSound = [faults, ofSearch, ...searched.map((spec) => rangeFaults(spec, search.ranges[spec.name]!, words))]
    .every((found) => Object.keys(found).length === 0) &&
    areSound(fixed, form.parameters, texts) && markets.some(({ symbol }) => symbol === form.symbol);
  const send = async () => {
    if (setup === null || specs === null || isSending) return;
    if (!isSound) return element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    setSending(true);
    setRefusal(null);
    const run = requestOf({ ...form, parameters: chosenOf(fixed, form.parameters) }, setup.version, nowMs, times);
    const answer = await postJson<{ id: string }>("/api/optimisations", searchRequestOf(run, search, specs));
    setSending(false);
    if (answer.ok) started(answer.value.id);
    else setRefusal(answer.reason);
  };
  return (
    <Panel title={words.title} class="run-panel">
      <form
        ref={element}
        class="run-form"
        noValidate
        onInput={() => setRefusal(null)}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <WhatFields
          {...{ form, faults, change, texts, strategies, markets, nowMs }}
          versions={setup?.versions ?? []}
          timeframes={TIMEFRAMES}
        />
        {specs === null || specs.length === 0 ? <NothingToSearch {...{ setup, reason, retry, texts }} /> : (
          <Searched
            {...{ specs, search, seek, language, texts }}
            fault={ofSearch.ranges}
          />
        )}
        {fixed.length > 0 && (
          <fieldset class="run-parameters">
            <legend>{words.fixed}</legend>
            <ParameterForm
              specs={fixed}
              values={form.parameters}
              change={(name, value) => change({ parameters: withParameter(form.parameters, name, value) })}
              texts={texts}
            />
          </fieldset>
        )}
        <SearchFields
          form={search}
          faults={ofSearch}
          change={seek}
          sets={specs === null || searched.length === 0 ? null : countSets(search, specs)}
          {...{ language, texts }}
        />
        <TermFields {...{ form, faults, change, texts, rules, language }} />
        <div class="run-send">
          {setup?.seesFuture && <p class="warning">{texts.backtests.form.lookAhead}</p>}
          {setup?.warmsUpTooLittle && <p class="warning">{texts.backtests.form.warmUp}</p>}
          <p class="error-text" role="alert">{refusal !== null && fill(words.refused, { reason: refusal })}</p>
          <button type="submit" class="button primary" disabled={specs === null || specs.length === 0 || isSending}>
            {isSending ? words.starting : words.start}
          </button>
        </div>
      </form>
    </Panel>
  );
}

interface SearchedProps {
  readonly specs: readonly ParameterSpec[];
  readonly search: SearchForm;
  readonly seek: (changes: Partial<SearchForm>) => void;
  readonly fault: string | undefined;
  readonly language: Language;
  readonly texts: Texts;
}

function Searched({ specs, search: { ranges }, seek, ...rest }: SearchedProps) {
  return (
    <RangeFields
      specs={specs.filter(canSearch)}
      ranges={ranges}
      change={(name, draft) => seek({ ranges: { ...ranges, [name]: draft } })}
      {...rest}
    />
  );
}

/** Why there is nothing to search. */
function NothingToSearch({ texts, ...of }: SetupState & { readonly texts: Texts }) {
  if (of.setup?.specs) return <p class="quiet">{texts.optimisations.form.noneDeclared}</p>;
  return <SetupText {...of} words={texts.backtests.form} />;
}

function withoutSearching(ranges: SearchForm["ranges"]): SearchForm["ranges"] {
  return Object.fromEntries(Object.entries(ranges).map(([name, draft]) => [name, { ...draft, isSearched: false }]));
}
