/** Every version of a strategy, newest first. */
import { fill, type Texts } from "../../web/i18n/mod.ts";
import type { VersionRow } from "../../web/workshop_services.ts";
import { useTimes } from "../../web/zone.ts";
import { VerdictBadge } from "./verdict_badge.tsx";

interface VersionsProps {
  readonly versions: readonly VersionRow[];
  readonly texts: Texts["workshop"];
  readonly compare: (version: VersionRow) => void;
  readonly restore: (version: VersionRow) => void;
}

/** A list; each can be compared with the editor, and all but the newest returned to. */
export function VersionsPanel({ versions, texts, compare, restore }: VersionsProps) {
  const { versions: words } = texts;
  const { dateTime } = useTimes();
  return (
    <>
      <p class="quiet panel-text">{words.hint}</p>
      <ol class="versions" reversed>
        {versions.map((version, at) => {
          const { number, origin, createdMs, verdict } = version;
          return (
            <li key={number}>
              <div class="version-head">
                <strong>{fill(texts.head.version, { number })}</strong>
                {at === 0 && <span class="tag">{words.current}</span>}
                <VerdictBadge verdict={verdict} texts={texts} />
              </div>
              <p class="quiet">{dateTime(createdMs)} · {words.origin[origin]}</p>
              <div class="actions">
                <button
                  type="button"
                  class="button small"
                  aria-label={fill(words.compareOf, { number })}
                  onClick={() => compare(version)}
                >
                  {words.compare}
                </button>
                {at > 0 && (
                  <button
                    type="button"
                    class="button small"
                    aria-label={fill(words.restoreOf, { number })}
                    onClick={() => restore(version)}
                  >
                    {words.restore}
                  </button>
                )}
              </div>
            </li>
          );
        })}
      </ol>
    </>
  );
}
