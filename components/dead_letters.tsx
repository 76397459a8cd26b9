/** The last messages that nobody handled, with the reason. */
import type { TreeReport } from "../actors/live/tree_report.ts";
import { count } from "../web/format.ts";
import { fill, type Language, type Texts } from "../web/i18n/mod.ts";
import { useTimes } from "../web/zone.ts";
import { Panel } from "./panel.tsx";

interface LettersProps {
  readonly report: TreeReport;
  readonly language: Language;
  readonly texts: Texts["system"];
}

/** All are counted, the newest are listed. */
export function DeadLetters({ report: { deadLetters, atMs }, language, texts }: LettersProps) {
  const { letter: columns } = texts;
  const { shortTime, zoneLabel } = useTimes();
  const time = fill(columns.time, { zone: zoneLabel });
  const aside = <span class="quiet">{fill(texts.lettersInAll, { count: count(deadLetters.count, language) })}</span>;
  return (
    <Panel title={texts.lastDeadLetters} aside={aside}>
      {deadLetters.last.length === 0
        ? <p class="quiet empty">{texts.noDeadLetters}</p>
        : (
          <table class="letters cards compact">
            <thead>
              <tr>
                <th scope="col">{time}</th>
                <th scope="col">{columns.kind}</th>
                <th scope="col">{columns.to}</th>
                <th scope="col">{columns.why}</th>
              </tr>
            </thead>
            <tbody>
              {deadLetters.last.map((letter, index) => (
                <tr key={deadLetters.count - index}>
                  <td data-label={time}>{shortTime(letter.atMs, atMs)}</td>
                  <td data-label={columns.kind}>
                    <code>{letter.kind}</code>
                  </td>
                  <td data-label={columns.to}>
                    <code>{letter.to}</code>
                  </td>
                  <td data-label={columns.why}>{texts.why[letter.why]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
    </Panel>
  );
}
