/** Makes a strategy: from a template, or from a file. */
import { useEffect, useState } from "preact/hooks";
import { type Timeframe, TIMEFRAMES } from "../../domain/timeframe.ts";
import { MOST_NAME, nameFault, type SourceFile } from "../../web/client/workshop/strategy_file.ts";
import { fill, type Texts } from "../../web/i18n/mod.ts";
import type { Template } from "../../web/strategy_templates.ts";
import type { StrategyDraft } from "../../web/workshop_services.ts";
import { Dialog } from "../dialog.tsx";

/** What the user begins with: a template of their choice, or a file that was read. */
export type Beginning = "template" | SourceFile;

interface NewProps {
  /** Null while nothing is made. */
  readonly beginning: Beginning | null;
  readonly templates: readonly Template[];
  readonly texts: Texts["workshop"];
  /** Why the house did not make it, in words; null = it did, and the page is about to change. */
  readonly create: (draft: StrategyDraft) => Promise<string | null>;
  readonly cancel: () => void;
}

/** The form; what is wrong stands at its field. */
export function NewDialog({ beginning, templates, texts, create, cancel }: NewProps) {
  const { create: words } = texts;
  return (
    <Dialog isOpen={beginning !== null} titleId="new-title" cancel={cancel}>
      {beginning !== null && (
        <>
          <h2 id="new-title">{beginning === "template" ? words.title : words.importTitle}</h2>
          <NewForm
            key={beginning === "template" ? "" : beginning.file}
            {...{ beginning, templates, texts, create, cancel }}
          />
        </>
      )}
    </Dialog>
  );
}

function NewForm(
  { beginning, templates, texts, create, cancel }: NewProps & { readonly beginning: Beginning },
) {
  const { create: words } = texts;
  const [chosen, choose] = useState(0);
  const [name, setName] = useState(beginning === "template" ? words.newName : beginning.name);
  const [timeframe, setTimeframe] = useState<Timeframe>(templates[0]!.timeframe);
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => setTimeframe(templates[chosen]!.timeframe), [chosen]);
  const submit = async (event: Event) => {
    event.preventDefault();
    const wrong = nameFault(name, texts.faults);
    setFault(wrong);
    if (wrong !== null) return;
    setBusy(true);
    setFault(
      await create({ name: name.trim(), timeframe, parameters: {}, ...contentOf(beginning, templates[chosen]!) }),
    );
    setBusy(false);
  };
  return (
    <form onSubmit={submit} f-client-nav={false}>
      <label class="field">
        <span>{words.name}</span>
        <input
          name="name"
          value={name}
          maxLength={MOST_NAME + 1}
          autocomplete="off"
          aria-invalid={fault !== null}
          aria-describedby={fault === null ? undefined : "new-fault"}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
      {fault !== null && <p id="new-fault" class="error-text" role="alert">{fault}</p>}
      {beginning === "template"
        ? <TemplateField {...{ templates, chosen, choose, words }} />
        : <p>{fill(words.file, { file: beginning.file, lines: beginning.source.split("\n").length })}</p>}
      <label class="field">
        <span>{words.timeframe}</span>
        <select
          name="timeframe"
          value={timeframe}
          onChange={({ currentTarget }) => setTimeframe(currentTarget.value as Timeframe)}
        >
          {TIMEFRAMES.map((each) => <option key={each} value={each}>{each}</option>)}
        </select>
      </label>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={cancel}>{texts.cancel}</button>
        <button type="submit" class="button primary" disabled={isBusy}>
          {beginning === "template" ? words.submit : words.importSubmit}
        </button>
      </div>
    </form>
  );
}

interface TemplateFieldProps {
  readonly templates: readonly Template[];
  readonly chosen: number;
  readonly choose: (index: number) => void;
  readonly words: Texts["workshop"]["create"];
}

function TemplateField({ templates, chosen, choose, words }: TemplateFieldProps) {
  const options = (isExample: boolean) =>
    templates.map((template, at) =>
      (template.kind === "example") === isExample && (
        <option key={at} value={at}>{template.kind === "example" ? template.name : words[template.kind]}</option>
      )
    );
  return (
    <>
      <label class="field">
        <span>{words.from}</span>
        <select name="template" value={chosen} onChange={({ currentTarget }) => choose(Number(currentTarget.value))}>
          <optgroup label={words.templates}>{options(false)}</optgroup>
          <optgroup label={words.examples}>{options(true)}</optgroup>
        </select>
      </label>
      <p class="quiet template-text" lang="en">{templates[chosen]!.description}</p>
    </>
  );
}

function contentOf(
  beginning: Beginning,
  template: Template,
): Pick<StrategyDraft, "source" | "description" | "origin"> {
  if (beginning !== "template") return { source: beginning.source, description: "", origin: "import" };
  const { source, description, kind } = template;
  return { source, description, origin: kind === "blank" ? "user" : "example" };
}
