/** The buttons of the workshop. */
import type { Texts } from "../../web/i18n/mod.ts";

interface ToolsProps {
  readonly texts: Texts["workshop"];
  readonly isSaving: boolean;
  readonly save: () => void;
  readonly validate: () => void;
  readonly backtest: () => void;
  readonly duplicate: () => void;
  readonly exportSource: () => void;
  readonly remove: () => void;
}

/** What is used most stands last, at the edge. */
export function WorkshopTools(props: ToolsProps) {
  const { texts: { head: words }, isSaving, save, validate, backtest, duplicate, exportSource, remove } = props;
  return (
    <>
      <button type="button" class="button danger" onClick={remove}>{words.remove}</button>
      <button type="button" class="button" onClick={exportSource}>{words.export}</button>
      <button type="button" class="button" onClick={duplicate}>{words.duplicate}</button>
      <button type="button" class="button" title={words.backtestHint} onClick={backtest}>{words.backtest}</button>
      <button type="button" class="button" title={words.validateHint} onClick={validate}>{words.validate}</button>
      <button
        type="button"
        class="button primary"
        title={words.saveHint}
        aria-keyshortcuts="Control+S"
        disabled={isSaving}
        onClick={save}
      >
        {words.save}
      </button>
    </>
  );
}
