/** The form of a backtest. */
import { useRef, useState } from "preact/hooks";
import { TIMEFRAMES } from "../../domain/timeframe.ts";
import type { BacktestMarket } from "../../web/backtest_services.ts";
import { withParameter } from "../../web/client/backtest/chosen_parameters.ts";
import { areSound, chosenOf } from "../../web/client/backtest/parameter_faults.ts";
import { formFaults, requestOf, type RunForm } from "../../web/client/backtest/run_form.ts";
import { useRead } from "../../web/client/backtest/use_read.ts";
import { useRules, useSetup } from "../../web/client/backtest/use_setup.ts";
import type { StrategyChoice } from "../../web/client/backtest/views.ts";
import { postJson } from "../../web/client/trading/ask.ts";
import { toast } from "../../web/client/toasts.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";
import { Panel } from "../panel.tsx";
import { ParameterForm } from "./parameter_form.tsx";
import { SetupText } from "./setup_text.tsx";
import { TermFields, WhatFields } from "./run_fields.tsx";

interface RunFormProps {
  readonly first: RunForm;
  /** Whether its parameters are chosen already, rather than those of the workshop. */
  readonly isAgain: boolean;
  readonly strategies: readonly StrategyChoice[];
  readonly markets: readonly BacktestMarket[];
  readonly nowMs: number;
  readonly language: Language;
  readonly texts: Texts;
  readonly started: () => void;
}

/** What is run, on which terms, with which parameters. */
export function RunFormPanel(props: RunFormProps) {
  const { first, isAgain, strategies, markets, nowMs, language, texts, started } = props;
  const { form: words, parameters: ofParameters } = texts.backtests;
  const times = useTimes();
  const [form, setForm] = useState(first);
  const [isSending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const element = useRef<HTMLFormElement>(null);
  const { setup, reason, retry } = useSetup(form.strategyId, form.version);
  const rules = useRules(form.symbol);
  const change = (changes: Partial<RunForm>) => {
    setRefusal(null);
    setForm((before) => ({ ...before, ...changes }));
  };
  useRead(setup, isAgain ? first.strategyId : null, ({ parameters }) => change({ parameters }));

  const faults = formFaults(form, nowMs, times, words);
  const specs = setup?.specs ?? null;
  const isSound = specs !== null && areSound(specs, form.parameters, texts);
  const send = async () => {
    if (setup === null || specs === null || isSending) return;
    if (Object.keys(faults).length > 0 || !isSound || !markets.some(({ symbol }) => symbol === form.symbol)) {
      element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
      return;
    }
    setSending(true);
    setRefusal(null);
    const request = requestOf({ ...form, parameters: chosenOf(specs, form.parameters) }, setup.version, nowMs, times);
    const answer = await postJson<{ id: string }>("/api/backtests", request);
    setSending(false);
    if (!answer.ok) return setRefusal(answer.reason);
    started();
    const name = strategies.find(({ id }) => id === form.strategyId)?.name ?? "";
    toast("info", ({ backtests }) => fill(backtests.form.started, { name, symbol: form.symbol }));
  };
  return (
    <Panel title={words.title} class="run-panel">
      <form
        ref={element}
        class="run-form"
        noValidate
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
        <TermFields {...{ form, faults, change, texts, rules, language }} />
        <fieldset class="run-parameters">
          <legend>{ofParameters.title}</legend>
          {specs === null ? <SetupText {...{ setup, reason, retry, words }} /> : (
            <ParameterForm
              specs={specs}
              values={form.parameters}
              change={(name, value) => change({ parameters: withParameter(form.parameters, name, value) })}
              texts={texts}
            />
          )}
        </fieldset>
        <div class="run-send">
          {setup?.seesFuture && <p class="warning">{words.lookAhead}</p>}
          {setup?.warmsUpTooLittle && <p class="warning">{words.warmUp}</p>}
          <p class="error-text" role="alert">{refusal !== null && fill(words.refused, { reason: refusal })}</p>
          <button type="submit" class="button primary" disabled={specs === null || isSending}>
            {isSending ? words.starting : words.start}
          </button>
        </div>
      </form>
    </Panel>
  );
}
