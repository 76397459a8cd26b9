/** A question with two or three answers. */
import type { Question } from "../../web/client/workshop/questions.ts";
import type { Texts } from "../../web/i18n/mod.ts";
import { Dialog } from "../dialog.tsx";

interface QuestionProps {
  /** Null while nothing is asked. */
  readonly question: Question | null;
  readonly texts: Texts["workshop"];
  readonly cancel: () => void;
}

/** Leaving it be comes first, so that the keyboard begins there. */
export function QuestionDialog({ question, texts, cancel }: QuestionProps) {
  return (
    <Dialog isOpen={question !== null} titleId="question-title" cancel={cancel}>
      {question !== null && (
        <>
          <h2 id="question-title">{question.title}</h2>
          <p>{question.text}</p>
          {question.warning !== null && <p class="warning">{question.warning}</p>}
          <div class="dialog-actions">
            <button type="button" class="button" onClick={cancel}>{question.stay ?? texts.cancel}</button>
            {question.answers.map(({ label, isMain, run }) => (
              <button type="button" key={label} class={isMain ? "button primary" : "button"} onClick={run}>
                {label}
              </button>
            ))}
          </div>
        </>
      )}
    </Dialog>
  );
}
