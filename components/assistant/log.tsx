/** What was said between a user and the assistant. */
import { useEffect, useRef } from "preact/hooks";
import type { ShownTurn } from "../../web/client/assistant/conversation.ts";
import { textParts } from "../../web/client/assistant/text_parts.ts";
import { fill, type Texts } from "../../web/i18n/mod.ts";

type Words = Texts["assistant"]["panel"];

interface LogProps {
  readonly turns: readonly ShownTurn[];
  readonly texts: Words;
  readonly review: (source: string) => void;
}

/** As near to the end as this, it goes on to follow. */
const NEAR_PX = 60;

/** Follows what comes, unless somebody reads further up. */
export function AssistantLog({ turns, texts, review }: LogProps) {
  const log = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useEffect(() => {
    if (follows.current && log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [turns]);
  const onScroll = ({ currentTarget: of }: { readonly currentTarget: HTMLDivElement }) => {
    follows.current = of.scrollHeight - of.scrollTop - of.clientHeight < NEAR_PX;
  };
  return (
    <div
      class="assistant-log"
      ref={log}
      role="log"
      aria-label={texts.log}
      aria-busy={turns.at(-1)?.state === "coming"}
      tabIndex={0}
      onScroll={onScroll}
    >
      {turns.length === 0 && <p class="quiet">{texts.intro}</p>}
      {turns.map((turn, at) => <Turn key={at} turn={turn} texts={texts} review={review} />)}
    </div>
  );
}

function Turn(
  { turn, texts, review }: { readonly turn: ShownTurn; readonly texts: Words; readonly review: LogProps["review"] },
) {
  const { role, text, state, proposal, failure } = turn;
  return (
    <article class={`assistant-turn of-${role}`}>
      <h3>{role === "user" ? texts.you : texts.assistant}</h3>
      {textParts(text).map((part, at) =>
        part.kind === "code" ? <pre key={at} tabIndex={0}><code>{part.text}</code></pre> : <p key={at}>{part.text}</p>
      )}
      {state === "coming" && text === "" && <p class="quiet">{texts.waiting}</p>}
      {state === "stopped" && <p class="quiet">{texts.stopped}</p>}
      {failure !== null && <p class="error-text" role="alert">{failureWords(failure, texts)}</p>}
      {proposal !== null && (
        <p class="assistant-proposal">
          <span>{texts.proposes}</span>
          <button type="button" class="button small" onClick={() => review(proposal)}>{texts.review}</button>
        </p>
      )}
    </article>
  );
}

function failureWords(failure: NonNullable<ShownTurn["failure"]>, texts: Words): string {
  if (failure.kind === "failed" || failure.kind === "refused") return fill(texts.failed, { reason: failure.reason });
  return texts[failure.kind];
}
