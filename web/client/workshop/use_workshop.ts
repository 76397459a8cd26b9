/** A workshop on the page: its model, followed and kept as long as the page stands. */
import { effect } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { StrategyView } from "../../workshop_services.ts";
import { onEvent, onMissed } from "../store.ts";
import { keepDraft, type KeptDraft, keptDraft } from "./draft_keeper.ts";
import { isSame } from "./draft.ts";
import { WorkshopModel } from "./workshop_model.ts";

/** The model, and the draft of an earlier visit that was not saved; null = none, or it has been decided about. */
export function useWorkshop(rendered: StrategyView) {
  const model = useMemo(() => new WorkshopModel(rendered), [rendered.id]);
  const [kept, setKept] = useState<KeptDraft | null>(null);
  useEffect(() => {
    const found = keptDraft(sessionStorage, rendered.id);
    setKept(found !== null && !isSame(found.draft, model.draft) ? found : null);
    void model.checker.now(model.draft.source);
    const ends = [
      onEvent("verdict", (told) => model.hear(told)),
      onEvent("strategy-stopped", () => void model.reload()),
      onMissed(() => void model.reload()),
      keepUnsaved(model),
      () => model.checker.stop(),
    ];
    return () => ends.forEach((end) => end());
  }, [model]);
  return {
    model,
    kept,
    /** It is saved, or not wanted any more. */
    forget: () => {
      keepDraft(sessionStorage, rendered.id, null);
      setKept(null);
    },
  };
}

/** Keeps every unsaved state of the draft; one that is undone is not kept. */
function keepUnsaved(model: WorkshopModel): () => void {
  let isKept = false;
  return effect(() => {
    const kept = model.isDirty.value ? { draft: model.draft, version: model.view.version } : null;
    if (kept !== null || isKept) keepDraft(sessionStorage, model.rendered.id, kept);
    isKept = kept !== null;
  });
}
