/** What can be asked of a strategy at work, as buttons. */
import type { StrategyStatus } from "../../domain/active_strategy.ts";
import type { BotAction, WorkTerms } from "../../web/bot_services.ts";
import { fill, type Texts } from "../../web/i18n/mod.ts";
import { isDust } from "./dust_note.tsx";
import type { Asked } from "../confirm_dialog.tsx";

interface ActionsProps {
  readonly strategy: StrategyStatus;
  /** Null while it is not known. */
  readonly terms: WorkTerms | null;
  readonly texts: Texts["bot"];
  readonly ask: (asked: Asked) => void;
}

/** Those that make sense now; each is asked about before it is done. */
export function WorkActions({ strategy, terms, texts, ask }: ActionsProps) {
  const { activeStrategyId, name, symbol } = strategy;
  return (
    <div class="actions">
      {actionsFor(strategy, terms).map((action) => (
        <button
          type="button"
          key={action}
          class={action === "stop" ? "button small danger" : "button small"}
          onClick={() => ask({ strategy, action })}
        >
          {texts[action]}
        </button>
      ))}
      {terms && (
        <a
          class="button small"
          href={`/bot?copy=${activeStrategyId}`}
          aria-label={fill(texts.copyOf, { name, symbol })}
        >
          {texts.copy}
        </a>
      )}
    </div>
  );
}

function actionsFor(strategy: StrategyStatus, terms: WorkTerms | null): BotAction[] {
  const { state, position } = strategy;
  const rests = state === "suspended" || state === "halted";
  const holds = Number(position.quantity) !== 0 && !isDust(strategy, terms);
  return [
    rests ? "resume" : "suspend",
    ...holds ? ["sell" as const] : [],
    ...terms && terms.newestVersion > terms.version ? ["upgrade" as const] : [],
    "stop",
  ];
}
