/** Asks before an actor is restarted or stopped, and says what falls along. */
import type { TreeRow } from "../actors/live/tree_report.ts";
import { below, carriesPage, isStopped, restartGroup } from "../web/actor_actions.ts";
import { fill, type Texts } from "../web/i18n/mod.ts";
import type { AskedOfActor } from "./actor_buttons.tsx";
import { Dialog } from "./dialog.tsx";

/** Names that are listed; of more it is said how many. */
const NAMES = 8;

interface DialogProps {
  /** Null while nothing is asked. */
  readonly asked: AskedOfActor | null;
  readonly rows: readonly TreeRow[];
  readonly texts: Texts["system"];
  readonly confirm: (asked: AskedOfActor) => void;
  readonly cancel: () => void;
}

/** The question, with what it will do and to whom. */
export function ActorDialog({ asked, rows, texts, confirm, cancel }: DialogProps) {
  return (
    <Dialog isOpen={asked !== null} titleId="actor-question" cancel={cancel}>
      {asked && (
        <>
          <h2 id="actor-question">{fill(texts.confirm[wordOf(asked)], { name: asked.row.name })}</h2>
          <p>{texts.confirm[`${wordOf(asked)}Text`]}</p>
          <Consequences asked={asked} rows={rows} texts={texts.confirm} />
          <div class="dialog-actions">
            <button type="button" class="button" onClick={cancel}>{texts.cancel}</button>
            <button
              type="button"
              class={asked.action === "stop" ? "button danger" : "button primary"}
              onClick={() => confirm(asked)}
            >
              {texts[wordOf(asked)]}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}

/** A restart of what was stopped is a start. */
export function wordOf({ row, action }: AskedOfActor): "restart" | "start" | "stop" {
  return action === "restart" && isStopped(row) ? "start" : action;
}

interface ConsequencesProps {
  readonly asked: AskedOfActor;
  readonly rows: readonly TreeRow[];
  readonly texts: Texts["system"]["confirm"];
}

function Consequences({ asked: { row, action }, rows, texts }: ConsequencesProps) {
  const parent = rows.find(({ path }) => path === row.path.slice(0, row.path.lastIndexOf("/")));
  const names = (of: readonly TreeRow[]) => {
    const listed = of.slice(0, NAMES).map(({ name }) => name).join(", ");
    return of.length <= NAMES ? listed : fill(texts.more, { names: listed, count: of.length - NAMES });
  };
  const under = below(rows, row);
  const relying = restartGroup(rows, row).filter(({ path }) => path !== row.path);
  const lines = [
    under.length > 0 && fill(texts.below, { names: names(under) }),
    relying.length > 0 && fill(action === "stop" ? texts.without : texts.along, {
      names: names(relying),
      strategy: parent?.strategy ?? "",
    }),
    carriesPage(row.path) && texts.page,
  ].filter((line) => line !== false);
  return lines.length === 0 ? null : (
    <div class="warning">
      {lines.map((line) => <p key={line}>{line}</p>)}
    </div>
  );
}
