/** A run that found nothing to show: it waits, failed or was interrupted; and the question before one is deleted. */
import type { RunProgress, RunRow } from "../../web/backtest_services.ts";
import type { Language, Texts } from "../../web/i18n/mod.ts";
import { Dialog } from "../dialog.tsx";
import { Panel } from "../panel.tsx";
import { RunBar } from "./queue_panel.tsx";

interface NotDoneProps {
  readonly row: RunRow;
  readonly progress: RunProgress | null;
  readonly words: {
    readonly title: string;
    readonly failed: string;
    readonly interrupted: string;
    readonly waiting: string;
  };
  readonly language: Language;
  readonly texts: Texts;
  readonly interrupt: () => void;
}

/** How far it is, or why it came to no end. */
export function NotDone({ row, progress, words, language, texts, interrupt }: NotDoneProps) {
  if (row.state === "failed") {
    return (
      <Panel title={words.failed} class="result-failed">
        <pre class="printed error-text" role="alert">{row.error}</pre>
      </Panel>
    );
  }
  if (row.state === "interrupted") return <p class="panel quiet empty">{words.interrupted}</p>;
  return (
    <Panel title={words.title} class="result-waits">
      {progress && <RunBar {...{ row, progress, language, texts, interrupt }} />}
      <p class="quiet">{words.waiting}</p>
    </Panel>
  );
}

interface RemoveProps {
  readonly isOpen: boolean;
  readonly words: { readonly removeTitle: string; readonly removeText: string; readonly remove: string };
  readonly stay: string;
  readonly confirm: () => void;
  readonly cancel: () => void;
}

/** Whether it is really to be deleted. */
export function RemoveDialog({ isOpen, words, stay, confirm, cancel }: RemoveProps) {
  return (
    <Dialog isOpen={isOpen} titleId="remove-title" cancel={cancel}>
      <h2 id="remove-title">{words.removeTitle}</h2>
      <p>{words.removeText}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={cancel}>{stay}</button>
        <button type="button" class="button danger" onClick={confirm}>{words.remove}</button>
      </div>
    </Dialog>
  );
}
