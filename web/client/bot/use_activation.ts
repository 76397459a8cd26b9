/** The state of the form that sets a strategy to work, and what became of it. */
import { useState } from "preact/hooks";
import type { Activated } from "../../bot_services.ts";
import { fill, type Language, type Texts } from "../../i18n/mod.ts";
import { useTimes } from "../../zone.ts";
import { areSound, chosenOf } from "../backtest/parameter_faults.ts";
import { useRead } from "../backtest/use_read.ts";
import { useRules, useSetup } from "../backtest/use_setup.ts";
import type { StrategyChoice } from "../backtest/views.ts";
import { postJson } from "../trading/ask.ts";
import { toast } from "../toasts.ts";
import { currencies } from "../../format.ts";
import { useHeld } from "./use_held.ts";
import { activationOf, isSound, workFaults, type WorkForm } from "./work_form.ts";

interface ActivationOptions {
  readonly first: WorkForm;
  readonly isCopy: boolean;
  readonly strategies: readonly StrategyChoice[];
  readonly nowMs: number;
  readonly language: Language;
  readonly texts: Texts;
  /** Something is at work that was not. */
  readonly done: () => void;
}

/** What the form shows, and `send`, which answers whether there was anything to send. */
export function useActivation({ first, isCopy, strategies, nowMs, language, texts, done }: ActivationOptions) {
  const { form: words } = texts.bot;
  const times = useTimes();
  const [form, setForm] = useState(first);
  const [isTried, setTried] = useState(false);
  const [isSending, setSending] = useState(false);
  const [refusals, setRefusals] = useState<readonly string[]>([]);
  const { setup, reason, retry } = useSetup(form.strategyId, form.version);
  const change = (changes: Partial<WorkForm>) => {
    setRefusals([]);
    setForm((before) => ({ ...before, ...changes }));
  };
  // The values that were chosen in the workshop; a copy has its own.
  useRead(setup, isCopy ? first.strategyId : null, ({ parameters }) => change({ parameters }));

  const held = useHeld(Object.keys(form.amounts), currencies(form.symbol).quote);
  const minNotional = useRules(form.symbol)?.minNotional ?? null;
  const faults = workFaults(form, nowMs, times, language, words, { held, minNotional });
  const specs = setup?.specs ?? null;
  const send = async (): Promise<boolean> => {
    setTried(true);
    if (specs === null || isSending) return true;
    if (!isSound(faults) || !areSound(specs, form.parameters, texts)) return false;
    setSending(true);
    setRefusals([]);
    const wanted = activationOf({ ...form, parameters: chosenOf(specs, form.parameters) }, times, language);
    const answer = await postJson<readonly Activated[]>("/api/bot", wanted);
    setSending(false);
    if (!answer.ok) setRefusals([fill(words.failed, { reason: answer.reason })]);
    else take(answer.value);
    return true;
  };
  // Who took it is chosen no longer: sending the form again asks the others alone.
  const take = (told: readonly Activated[]) => {
    const refused = told.filter((one) => one.outcome === "refused");
    setRefusals(refused.map(({ brokerName, reason }) => fill(words.refused, { account: brokerName, reason })));
    setForm((before) => {
      const left = Object.entries(before.amounts).filter(([id]) => refused.some(({ brokerId }) => brokerId === id));
      return { ...before, amounts: Object.fromEntries(left) };
    });
    setTried(false);
    const name = strategies.find(({ id }) => id === form.strategyId)?.name ?? "";
    const started = told.filter(({ outcome }) => outcome === "done");
    for (const { brokerName } of started) {
      toast("info", ({ bot }) => fill(bot.form.started, { name, symbol: form.symbol, account: brokerName }));
    }
    if (started.length > 0) done();
  };
  return { form, change, faults, held, setup, reason, retry, specs, isTried, isSending, refusals, send };
}
