/** The assistant beside the editor: what was said, and a field for the next request. What it answers is text, never markup. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { Conversation } from "../../web/client/assistant/conversation.ts";
import { type Language, type Texts, textsOf } from "../../web/i18n/mod.ts";
import { AssistantLog } from "./log.tsx";

interface AssistantPanelProps {
  readonly language: Language;
  /** What stands in the editor now. */
  readonly source: () => string;
  /** What is wrong with it, in words, one each. */
  readonly errors: () => readonly string[];
  /** Shows what the assistant proposes, to be taken or not. */
  readonly propose: (source: string) => void;
  /** Whether the user has switched an assistant on. */
  readonly isOn: boolean;
}

/** A conversation that lives as long as the panel; leaving it ends the answer that is coming. */
export function AssistantPanel({ language, source, errors, propose, isOn }: AssistantPanelProps) {
  const { panel: texts } = textsOf(language).assistant;
  const conversation = useMemo(() => new Conversation(), []);
  useEffect(() => () => conversation.stop(), []);
  if (!isOn) return <Off texts={texts} />;
  const turns = conversation.turns.value;
  return (
    <div class="assistant">
      <AssistantLog turns={turns} texts={texts} review={propose} />
      <RequestForm
        texts={texts}
        isAnswering={conversation.isAnswering.value}
        hasTurns={turns.length > 0}
        send={(text) => void conversation.ask(text, { source, errors, propose })}
        stop={() => conversation.stop()}
        clear={() => conversation.clear()}
      />
    </div>
  );
}

function Off({ texts }: { readonly texts: Texts["assistant"]["panel"] }) {
  return (
    <div class="assistant assistant-off">
      <p>
        <strong>{texts.offTitle}</strong>
      </p>
      <p class="quiet">{texts.offText}</p>
      <p>
        <a class="button" href="/account#assistant">{texts.offLink}</a>
      </p>
    </div>
  );
}

interface RequestFormProps {
  readonly texts: Texts["assistant"]["panel"];
  readonly isAnswering: boolean;
  readonly hasTurns: boolean;
  readonly send: (text: string) => void;
  readonly stop: () => void;
  readonly clear: () => void;
}

/** Longer requests are none that a person types. */
const MOST_CHARACTERS = 8_000;

/** Send and Stop share a place, so that nothing moves. */
function RequestForm({ texts, isAnswering, hasTurns, send, stop, clear }: RequestFormProps) {
  const [text, setText] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    if (isAnswering || text.trim() === "") return;
    send(text.trim());
    setText("");
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  };
  return (
    <form class="assistant-form" onSubmit={submit}>
      <label for="assistant-request">{texts.question}</label>
      <textarea
        id="assistant-request"
        rows={3}
        maxLength={MOST_CHARACTERS}
        placeholder={texts.placeholder}
        aria-describedby="assistant-hint"
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={onKey}
      />
      <p class="quiet" id="assistant-hint">{texts.hint}</p>
      <div class="assistant-buttons">
        <button type="button" class="button small" disabled={!hasTurns} onClick={clear}>{texts.clear}</button>
        {isAnswering
          ? <button key="stop" type="button" class="button danger" onClick={stop}>{texts.stop}</button>
          : <button key="send" type="submit" class="button primary" disabled={text.trim() === ""}>{texts.send}</button>}
      </div>
    </form>
  );
}
