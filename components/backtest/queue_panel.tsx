/** The runs that have not ended, and how far they are. */
import type { RunProgress, RunRow } from "../../web/backtest_services.ts";
import type { QueuedRun } from "../../web/client/backtest/views.ts";
import { addressOf, progressText } from "../../web/client/backtest/words.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { Panel } from "../panel.tsx";

interface QueueProps {
  readonly queue: readonly QueuedRun[];
  readonly language: Language;
  readonly texts: Texts;
  readonly interrupt: (row: RunRow) => void;
}

/** Oldest first: in the order in which they are done. */
export function QueuePanel({ queue, language, texts, interrupt }: QueueProps) {
  const { queue: words } = texts.backtests;
  return (
    <Panel title={words.title} class="run-queue">
      {queue.length === 0 ? <p class="quiet empty">{words.none}</p> : (
        <ul>
          {queue.map(({ row, progress }) => (
            <li key={row.id}>
              <p class="queue-name">
                <a href={addressOf(row)}>{row.strategyName} v{row.version}</a>
                <span class="quiet">{row.symbol} {row.timeframe}</span>
              </p>
              <RunBar {...{ row, progress, language, texts, interrupt }} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface BarProps extends Omit<QueueProps, "queue"> {
  readonly row: RunRow;
  readonly progress: RunProgress;
}

/** How far one is, with the way to end it. */
export function RunBar({ row, progress, language, texts, interrupt }: BarProps) {
  const { queue: words } = texts.backtests;
  const named = { name: row.strategyName, symbol: row.symbol };
  return (
    <div class={`run-bar ${progress.state}`}>
      <progress
        max={1}
        value={progress.state === "queued" ? 0 : progress.part}
        aria-label={fill(words.progressOf, named)}
      />
      <span class="run-bar-text" aria-live="off">{progressText(progress, language, texts)}</span>
      <button
        type="button"
        class="button small"
        aria-label={fill(words.interruptOf, named)}
        onClick={() => interrupt(row)}
      >
        {words.interrupt}
      </button>
      {progress.error !== null && <p class="warns">{progress.error}</p>}
    </div>
  );
}
