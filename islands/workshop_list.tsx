/** The list of a user's strategies: made, imported, duplicated, exported and deleted here. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Panel } from "../components/panel.tsx";
import { type Beginning, NewDialog } from "../components/workshop/new_dialog.tsx";
import { RemovalDialog } from "../components/workshop/removal_dialog.tsx";
import { StrategyTable } from "../components/workshop/strategy_table.tsx";
import { toast } from "../web/client/toasts.ts";
import { createStrategy, duplicateStrategy, removeStrategy, workshopAddress } from "../web/client/workshop/requests.ts";
import { readSourceFile } from "../web/client/workshop/strategy_file.ts";
import { useStrategies } from "../web/client/workshop/use_strategies.ts";
import { fill, type Language, textsOf } from "../web/i18n/mod.ts";
import type { Template } from "../web/strategy_templates.ts";
import type { StrategyDraft, StrategyRow } from "../web/workshop_services.ts";

interface ListProps {
  readonly language: Language;
  readonly rows: readonly StrategyRow[];
  readonly templates: readonly Template[];
}

export default function WorkshopList({ language, rows: rendered, templates }: ListProps) {
  const { workshop: texts } = textsOf(language);
  const { rows, refetch } = useStrategies(rendered);
  const [beginning, begin] = useState<Beginning | null>(null);
  const [removed, askRemoval] = useState<StrategyRow | null>(null);
  const adding = useRef<HTMLButtonElement>(null);
  const before = useRef(rows.length);
  useEffect(() => {
    if (rows.length < before.current && document.activeElement === document.body) adding.current?.focus();
    before.current = rows.length;
  }, [rows.length]);

  const create = async (draft: StrategyDraft) => {
    const answer = await createStrategy(draft);
    if (!answer.ok) return answer.status === 409 ? texts.faults.nameTaken : answer.reason;
    location.assign(workshopAddress(answer.value.id));
    return null;
  };
  const duplicate = async ({ id, name }: StrategyRow) => {
    const answer = await duplicateStrategy(id);
    if (answer.ok) toast("info", ({ workshop }) => fill(workshop.list.duplicated, { name }));
    else toast("error", ({ workshop }) => fill(workshop.requestFailed, { reason: answer.reason }));
    await refetch();
  };
  const remove = async ({ id, name }: StrategyRow, stop: boolean) => {
    const answer = await removeStrategy(id, stop);
    if (!answer.ok) return fill(texts.requestFailed, { reason: answer.reason });
    askRemoval(null);
    toast("info", ({ workshop }) => fill(workshop.list.removed, { name }));
    await refetch();
    return null;
  };
  const aside = (
    <>
      <span class="quiet">{texts.list.hint}</span>
      <FilePicker
        label={texts.list.import}
        pick={async (file) => {
          const read = await readSourceFile(file, texts.faults);
          if ("fault" in read) toast("error", () => read.fault);
          else begin(read);
        }}
      />
      <button ref={adding} type="button" class="button small primary" onClick={() => begin("template")}>
        {texts.list.add}
      </button>
    </>
  );
  return (
    <Panel title={texts.list.title} aside={aside} class="strategy-list">
      <StrategyTable
        {...{ rows, language, texts }}
        duplicate={(row) => void duplicate(row)}
        remove={askRemoval}
      />
      <NewDialog {...{ beginning, templates, texts, create }} cancel={() => begin(null)} />
      <RemovalDialog
        strategy={removed}
        texts={texts}
        confirm={(stop) => remove(removed!, stop)}
        cancel={() => askRemoval(null)}
      />
    </Panel>
  );
}

interface PickerProps {
  readonly label: string;
  readonly pick: (file: File) => void;
}

/** A button that opens the browser's own choice of a file; the same file may be chosen again. */
function FilePicker({ label, pick }: PickerProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="button small" onClick={() => input.current?.click()}>{label}</button>
      <input
        ref={input}
        type="file"
        accept=".ts"
        hidden
        aria-label={label}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = "";
          if (file) pick(file);
        }}
      />
    </>
  );
}
