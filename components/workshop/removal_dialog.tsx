/** Asks before a strategy is deleted, and says what hangs on it. */
import { useEffect, useState } from "preact/hooks";
import { dependentsOf } from "../../web/client/workshop/requests.ts";
import { fill, type Texts } from "../../web/i18n/mod.ts";
import type { StrategyDependents, StrategyRow } from "../../web/workshop_services.ts";
import { Dialog } from "../dialog.tsx";

interface RemovalProps {
  /** Null while nothing is asked. */
  readonly strategy: Pick<StrategyRow, "id" | "name"> | null;
  readonly texts: Texts["workshop"];
  /** `stop`: those at work are to be stopped. Why it was refused, in words; null = it is gone. */
  readonly confirm: (stop: boolean) => Promise<string | null>;
  readonly cancel: () => void;
}

/** The question, once it is known what hangs on it. */
export function RemovalDialog({ strategy, texts, confirm, cancel }: RemovalProps) {
  return (
    <Dialog isOpen={strategy !== null} titleId="removal-title" cancel={cancel}>
      {strategy !== null && (
        <>
          <h2 id="removal-title">{fill(texts.removal.title, { name: strategy.name })}</h2>
          <Question key={strategy.id} id={strategy.id} {...{ texts, confirm, cancel }} />
        </>
      )}
    </Dialog>
  );
}

function Question({ id, texts, confirm, cancel }: Omit<RemovalProps, "strategy"> & { readonly id: string }) {
  const { removal: words } = texts;
  const [dependents, setDependents] = useState<StrategyDependents | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [stop, setStop] = useState(false);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    void dependentsOf(id).then((answer) => {
      if (answer.ok) setDependents(answer.value);
      else setFault(fill(texts.requestFailed, { reason: answer.reason }));
    });
  }, [id]);
  const isAtWork = (dependents?.atWork.length ?? 0) > 0;
  const remove = async () => {
    setBusy(true);
    setFault(await confirm(stop));
    setBusy(false);
  };
  return (
    <>
      {dependents === null
        ? fault === null && <p role="status">{words.loading}</p>
        : <Dependents dependents={dependents} words={words} />}
      {isAtWork && (
        <label class="check-line">
          <input type="checkbox" checked={stop} onChange={({ currentTarget }) => setStop(currentTarget.checked)} />
          {words.stop}
        </label>
      )}
      {isAtWork && !stop && <p class="quiet" id="removal-hint">{words.mustStop}</p>}
      {fault !== null && <p class="error-text" role="alert">{fault}</p>}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={cancel}>{texts.cancel}</button>
        <button
          type="button"
          class="button danger"
          disabled={dependents === null || isBusy || (isAtWork && !stop)}
          aria-describedby={isAtWork && !stop ? "removal-hint" : undefined}
          onClick={() => void remove()}
        >
          {words.confirm}
        </button>
      </div>
    </>
  );
}

interface DependentsProps {
  readonly dependents: StrategyDependents;
  readonly words: Texts["workshop"]["removal"];
}

function Dependents({ dependents: { atWork, backtests, orders }, words }: DependentsProps) {
  if (atWork.length === 0 && backtests === 0 && orders === 0) return <p>{words.nothing}</p>;
  return (
    <>
      {atWork.length > 0 && (
        <div class="warning">
          {words.atWork}
          <ul>
            {atWork.map(({ id, symbol, broker }) => <li key={id}>{fill(words.atWorkOn, { symbol, broker })}</li>)}
          </ul>
        </div>
      )}
      {backtests > 0 && <p>{fill(words.backtests, { count: backtests })}</p>}
      {orders > 0 && <p>{fill(words.orders, { count: orders })}</p>}
      <p>{words.versions}</p>
    </>
  );
}
