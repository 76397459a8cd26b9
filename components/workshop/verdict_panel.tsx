/** What was found out about the saved version, in plain words. */
import { fill, type Texts } from "../../web/i18n/mod.ts";
import type { Verdict } from "../../web/workshop_services.ts";
import { useTimes } from "../../web/zone.ts";
import { VerdictBadge } from "./verdict_badge.tsx";
import { findingsOf } from "./verdict_words.ts";

interface VerdictProps {
  readonly verdict: Verdict | null;
  readonly version: number;
  /** What stands in the editor is another source. */
  readonly isOlder: boolean;
  readonly texts: Texts["workshop"];
  /** Shows a place of the source. */
  readonly goTo: (line: number, column: number) => void;
}

const SIGNS = { passed: "✓", failed: "✕", open: "–" } as const;

/** Each finding with what it means; while the audits run, that they do. */
export function VerdictPanel({ verdict, version, isOlder, texts, goTo }: VerdictProps) {
  const times = useTimes();
  const { verdict: words } = texts;
  const error = verdict?.problems.find(({ severity }) => severity === "error");
  return (
    <div class="verdict" aria-live="polite">
      <p class="verdict-head">
        {fill(words.title, { number: version })} <VerdictBadge verdict={verdict} texts={texts} />
      </p>
      {isOlder && <p class="quiet">{words.older}</p>}
      {verdict === null ? <p class="quiet">{words.pending}</p> : (
        <>
          <dl class="findings">
            {findingsOf(verdict, texts, times).map(({ name, outcome, text }) => (
              <div key={name} class={`finding ${outcome}`}>
                <dt>
                  <span aria-hidden="true">{SIGNS[outcome]}</span> {words[name]}
                </dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
          {error && !isOlder && (
            <button
              type="button"
              class="button small"
              onClick={() => goTo(error.line, error.column)}
            >
              {fill(texts.problems.place, { line: error.line, column: error.column })}
            </button>
          )}
          <p class="quiet">
            {fill(words.checked, { time: `${times.dateTime(verdict.checkedMs)} ${times.zoneLabel}` })}
          </p>
        </>
      )}
    </div>
  );
}
