/** The workshop: one strategy, its code, and everything that is known about it. */
import { useEffect, useRef, useState } from "preact/hooks";
import { AssistantPanel } from "../components/assistant/panel.tsx";
import { DiffDialog } from "../components/workshop/diff_dialog.tsx";
import { DryRunPanel } from "../components/workshop/dry_run_panel.tsx";
import { ParametersPanel } from "../components/workshop/parameters_panel.tsx";
import { ProblemList } from "../components/workshop/problem_list.tsx";
import { QuestionDialog } from "../components/workshop/question_dialog.tsx";
import { RemovalDialog } from "../components/workshop/removal_dialog.tsx";
import { SourceEditor } from "../components/workshop/source_editor.tsx";
import { Tabs } from "../components/workshop/tabs.tsx";
import { UpgradeBar } from "../components/workshop/upgrade_bar.tsx";
import { VerdictPanel } from "../components/workshop/verdict_panel.tsx";
import { VersionsPanel } from "../components/workshop/versions_panel.tsx";
import { WorkshopHead } from "../components/workshop/workshop_head.tsx";
import { WorkshopTools } from "../components/workshop/workshop_tools.tsx";
import type { Symbol } from "../domain/market.ts";
import type { SourceEditor as Editor } from "../web/client/workshop/editor.ts";
import type { Comparison, Question } from "../web/client/workshop/questions.ts";
import { downloadSource, nameFault } from "../web/client/workshop/strategy_file.ts";
import { toldErrors } from "../web/client/workshop/told_errors.ts";
import { useDryRun } from "../web/client/workshop/use_dry_run.ts";
import { useLeaving } from "../web/client/workshop/use_leaving.ts";
import { useWishes } from "../web/client/workshop/use_wishes.ts";
import { useWorkshop } from "../web/client/workshop/use_workshop.ts";
import { fill, type Language, type Texts, textsOf } from "../web/i18n/mod.ts";
import type { StrategyView } from "../web/workshop_services.ts";

interface WorkshopProps {
  readonly language: Language;
  readonly strategy: StrategyView;
  /** Markets to try it on. */
  readonly symbols: readonly Symbol[];
  /** Whether the user has switched an assistant on. */
  readonly hasAssistant: boolean;
}

export default function Workshop({ language, strategy, symbols, hasAssistant }: WorkshopProps) {
  const texts = textsOf(language);
  const { workshop: words } = texts;
  const { model, kept, forget } = useWorkshop(strategy);
  const editor = useRef<Editor | null>(null);
  const [shown, show] = useState<"verdict" | "parameters" | "versions" | "assistant">("verdict");
  const [compared, compare] = useState<Comparison | null>(null);
  const [asked, ask] = useState<Question | null>(null);
  const [isRemoving, setRemoving] = useState(false);
  const dry = useDryRun(symbols);
  const { leaving, stay, go } = useLeaving(model.isDirty.value);
  const wishes = useWishes({ model, texts, forget, go, show, compare, ask });
  useSaveKey(wishes.save);
  useEffect(() => {
    document.title = `${model.view.name} · Aristobot`;
  }, [model.view.name]);

  const { draft, view, checker } = model;
  const checked = checker.checked.value;
  const save = () => void wishes.save();
  const goTo = (line: number, column: number) => editor.current?.goTo(line, column);
  const validate = async () => {
    const found = await checker.now(draft.source);
    const error = found?.problems.find(({ severity }) => severity === "error");
    if (error) goTo(error.line, error.column);
    else if (found !== null) await dry.run(model.draft);
  };
  const tabs = [
    {
      name: "verdict",
      label: words.tabs.verdict,
      content: (
        <VerdictPanel
          verdict={view.verdict}
          version={view.version}
          isOlder={draft.source !== view.source}
          texts={words}
          goTo={goTo}
        />
      ),
    },
    {
      name: "parameters",
      label: words.tabs.parameters,
      content: (
        <ParametersPanel
          specs={checked?.specs ?? null}
          values={draft.parameters}
          texts={texts}
          change={(parameters) => model.change({ parameters })}
        />
      ),
    },
    {
      name: "versions",
      label: words.tabs.versions,
      content: (
        <VersionsPanel
          versions={view.versions}
          texts={words}
          compare={(version) => void wishes.compareWith(version)}
          restore={wishes.restore}
        />
      ),
    },
    {
      name: "assistant",
      label: words.tabs.assistant,
      content: (
        <AssistantPanel
          language={language}
          source={() => model.draft.source}
          errors={() => toldErrors(model.draft.source, checked, dry.tried)}
          propose={wishes.propose}
          isOn={hasAssistant}
        />
      ),
    },
  ] as const;

  return (
    <div class="workshop">
      <div class="page-title">
        <h1>{view.name}</h1>
        <a href="/strategies">{words.head.back}</a>
      </div>
      <WorkshopHead
        draft={draft}
        version={view.version}
        isDirty={model.isDirty.value}
        isSaving={model.isSaving}
        nameFault={nameFault(draft.name, words.faults) ?? model.nameRefusal}
        fault={wishes.fault}
        texts={words}
        change={(changes) => model.change(changes)}
      >
        <WorkshopTools
          texts={words}
          isSaving={model.isSaving}
          save={save}
          validate={() => void validate()}
          backtest={() => void wishes.backtest()}
          duplicate={() => void wishes.duplicate()}
          exportSource={() => downloadSource(draft.name, draft.source)}
          remove={() => setRemoving(true)}
        />
      </WorkshopHead>
      {kept && (
        <p class="workshop-notice" role="status">
          {words.head.restored}{" "}
          <button type="button" class="button small" onClick={() => (model.change(kept.draft), forget())}>
            {words.head.restore}
          </button>{" "}
          <button type="button" class="button small" onClick={forget}>{words.head.discard}</button>
        </p>
      )}
      <UpgradeBar view={view} texts={words} ask={ask} done={() => void model.reload()} />
      <div class="workshop-grid">
        <div class="workshop-main">
          <SourceEditor
            source={draft.source}
            newest={() => model.draft.source}
            problems={checked?.problems ?? null}
            editor={editor}
            texts={words}
            change={(source) => source !== model.draft.source && model.change({ source })}
            save={save}
          />
          <ProblemList
            problems={checked?.problems ?? null}
            isChecking={checker.isChecking.value}
            failure={checker.failure.value}
            texts={words}
            goTo={goTo}
          />
          <DryRunPanel
            {...dry}
            {...{ symbols, language, goTo }}
            source={draft.source}
            texts={words}
            run={() => void dry.run(draft)}
          />
        </div>
        <div class="workshop-side">
          <Tabs label={words.tabs.label} shown={shown} show={show} tabs={tabs} />
        </div>
      </div>
      <DiffDialog compared={compared} texts={words} close={() => compare(null)} />
      <QuestionDialog
        question={asked ?? leavingQuestion(leaving, view.name, words, go, wishes.save)}
        texts={words}
        cancel={() => (ask(null), stay())}
      />
      <RemovalDialog
        strategy={isRemoving ? view : null}
        texts={words}
        confirm={wishes.remove}
        cancel={() => setRemoving(false)}
      />
    </div>
  );
}

/** Ctrl-S saves wherever the focus is; in the editor, the editor says so itself. */
function useSaveKey(save: () => Promise<boolean>): void {
  const latest = useRef(save);
  latest.current = save;
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
      event.preventDefault();
      void latest.current();
    };
    addEventListener("keydown", hear);
    return () => removeEventListener("keydown", hear);
  }, []);
}

function leavingQuestion(
  leaving: { readonly address: string } | null,
  name: string,
  { leave }: Texts["workshop"],
  go: (address: string) => void,
  save: () => Promise<boolean>,
): Question | null {
  if (leaving === null) return null;
  const saveAndGo = async () => {
    if (await save()) go(leaving.address);
  };
  return {
    title: leave.title,
    text: fill(leave.text, { name }),
    warning: null,
    stay: leave.stay,
    answers: [
      { label: leave.leave, isMain: false, run: () => go(leaving.address) },
      { label: leave.save, isMain: true, run: () => void saveAndGo() },
    ],
  };
}
