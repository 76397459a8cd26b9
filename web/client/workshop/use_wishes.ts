/** What the user of the workshop wants done, and what comes of it. */
import { useState } from "preact/hooks";
import { fill, type Texts } from "../../i18n/mod.ts";
import type { VersionRow } from "../../workshop_services.ts";
import { areSound, chosenOf } from "../backtest/parameter_faults.ts";
import type { Answer } from "../trading/ask.ts";
import { toast } from "../toasts.ts";
import type { Comparison, Question } from "./questions.ts";
import { backtestAddress, duplicateStrategy, removeStrategy, sourceOf, workshopAddress } from "./requests.ts";
import type { WorkshopModel } from "./workshop_model.ts";

/** What wishes need of the page. */
export interface PageOfWishes {
  readonly model: WorkshopModel;
  readonly texts: Texts;
  /** What was not saved is saved, or not wanted any more. */
  readonly forget: () => void;
  /** Leaves the page, whatever is not saved. */
  readonly go: (address: string) => void;
  readonly show: (tab: "verdict" | "parameters") => void;
  readonly compare: (compared: Comparison | null) => void;
  readonly ask: (question: Question | null) => void;
}

/** Everything that can be wished, and why the last wish to save was not granted. */
export function useWishes({ model, texts, forget, go, show, compare, ask }: PageOfWishes) {
  const { workshop: words } = texts;
  const [fault, setFault] = useState<string | null>(null);

  const save = async (): Promise<boolean> => {
    const refusal = unsoundParameters(model, texts);
    if (refusal !== null) show("parameters");
    const saved = refusal === null ? await model.save(texts) : { fault: refusal };
    if ("fault" in saved) {
      setFault(model.nameRefusal === null ? saved.fault : null);
      return false;
    }
    setFault(null);
    if (!model.isDirty.peek()) forget();
    toast(
      "info",
      ({ workshop: { head } }) => saved.isNew ? fill(head.savedAs, { number: saved.version }) : head.savedSame,
    );
    if (saved.isNew) show("verdict");
    return true;
  };
  const backtest = async () => {
    if (!model.isDirty.peek() || await save()) go(backtestAddress(model.view.id));
  };
  const duplicate = async () => {
    const answer = await duplicateStrategy(model.view.id);
    if (answer.ok) location.assign(workshopAddress(answer.value.id));
    else refused(answer);
  };
  /** Why it was refused; null = it is gone, and so is the page. */
  const remove = async (stop: boolean) => {
    const answer = await removeStrategy(model.view.id, stop);
    if (!answer.ok) return fill(words.requestFailed, { reason: answer.reason });
    forget();
    go("/strategies");
    return null;
  };
  const compareWith = async ({ number }: VersionRow) => {
    const answer = await sourceOf(model.view.id, number);
    if (!answer.ok) return refused(answer);
    const title = fill(words.versions.diffTitle, { number });
    compare({ title, text: "", before: answer.value.source, after: model.draft.source, act: null });
  };
  const restore = async ({ number, origin }: VersionRow) => {
    ask(null);
    const answer = await sourceOf(model.view.id, number);
    if (!answer.ok) return refused(answer);
    model.take(answer.value.source, origin);
    await save();
  };
  const askRestore = (version: VersionRow) => {
    if (model.draft.source === model.view.source) return void restore(version);
    const { restoreTitle, restoreText, restore: label } = words.versions;
    ask({
      title: fill(restoreTitle, { number: version.number }),
      text: restoreText,
      warning: null,
      stay: null,
      answers: [{ label, isMain: true, run: () => void restore(version) }],
    });
  };
  const propose = (source: string) => {
    const { proposal } = words;
    if (source === model.draft.source) return void toast("info", ({ workshop }) => workshop.proposal.same);
    const accept = () => {
      compare(null);
      model.take(source, "assistant");
      toast("info", ({ workshop }) => workshop.proposal.accepted);
    };
    const act = { label: proposal.accept, dismiss: proposal.reject, run: accept };
    compare({ title: proposal.title, text: proposal.text, before: model.draft.source, after: source, act });
  };
  return { fault, save, backtest, duplicate, remove, compareWith, restore: askRestore, propose };
}

/** Why the parameters cannot be saved; null = they can, and what is not declared or is its default is left out. */
function unsoundParameters(model: WorkshopModel, texts: Texts): string | null {
  const specs = model.checker.checked.peek()?.specs ?? null;
  if (specs === null) return null;
  const { parameters } = model.draft;
  if (!areSound(specs, parameters, texts)) return texts.workshop.faults.parameter;
  model.change({ parameters: chosenOf(specs, parameters) });
  return null;
}

function refused({ reason }: Extract<Answer<unknown>, { ok: false }>): void {
  toast("error", ({ workshop }) => fill(workshop.requestFailed, { reason }));
}
