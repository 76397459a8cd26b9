/** What may be done to an actor by hand: restart, start again, stop. */
import type { TreeRow } from "../actors/live/tree_report.ts";
import { type ActorAction, isStopped, refusalOf } from "../web/actor_actions.ts";
import type { Texts } from "../web/i18n/mod.ts";
import { Icon } from "./icon.tsx";

/** What the user is about to do. */
export interface AskedOfActor {
  readonly row: TreeRow;
  readonly action: ActorAction;
}

interface ButtonsProps {
  readonly row: TreeRow;
  readonly rows: readonly TreeRow[];
  readonly texts: Texts["system"];
  /** Null = nothing may be asked. */
  readonly ask: ((asked: AskedOfActor) => void) | null;
  /** As icons alone. */
  readonly compact?: boolean;
}

/** Only what may be done is offered. */
export function ActorButtons({ row, rows, texts, ask, compact }: ButtonsProps) {
  if (ask === null) return null;
  const start = isStopped(row);
  const offers: { readonly action: ActorAction; readonly word: "restart" | "start" | "stop" }[] = [
    { action: "restart", word: start ? "start" : "restart" },
    { action: "stop", word: "stop" },
  ];
  return (
    <span class="actor-buttons">
      {offers.filter(({ action }) => refusalOf(rows, row, action) === null).map(({ action, word }) => (
        <button
          key={action}
          type="button"
          class={compact ? `tool ${word}` : action === "stop" ? "button small danger" : "button small"}
          title={compact ? texts[word] : undefined}
          aria-label={`${texts[word]} ${row.name}`}
          onClick={() => ask({ row, action })}
        >
          {compact ? <Icon name={word === "start" ? "play" : word} size={16} /> : texts[word]}
        </button>
      ))}
    </span>
  );
}
