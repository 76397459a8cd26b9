/** What a strategy at work decided last, candle by candle. */
import type { WorkTerms, WorkView } from "../../web/bot_services.ts";
import { currencies, decimal } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";
import { Panel } from "../panel.tsx";
import { durationText, wantedText } from "./step_words.ts";

interface DecisionsProps {
  readonly of: WorkTerms;
  /** Newest first. */
  readonly decisions: WorkView["decisions"];
  readonly language: Language;
  readonly texts: Texts["bot"];
}

/** The table, or a word that there is none. */
export function DecisionTable({ of, decisions, language, texts }: DecisionsProps) {
  const { work: words } = texts;
  const { base } = currencies(of.symbol);
  const { dateTime, zoneLabel } = useTimes();
  const candleOf = fill(words.decision.candle, { zone: zoneLabel });
  return (
    <Panel title={words.decisions} aside={<span class="quiet">{words.decisionsHint}</span>} class="bot-decisions">
      {decisions.length === 0 ? <p class="quiet empty">{words.noDecisions}</p> : (
        <table class="cards compact">
          <thead>
            <tr>
              <th scope="col">{candleOf}</th>
              <th scope="col">{words.decision.decided}</th>
              <th scope="col">{words.decision.asked}</th>
              <th scope="col" class="number">{words.decision.held}</th>
              <th scope="col" class="number">{words.decision.took}</th>
              <th scope="col" class="number">{words.decision.version}</th>
            </tr>
          </thead>
          <tbody>
            {decisions.map((decided) => (
              <tr key={decided.openMs}>
                <td data-label={candleOf}>{dateTime(decided.openMs)}</td>
                <td data-label={words.decision.decided}>
                  {texts.decision[decided.kind === "enter" ? decided.side ?? "long" : decided.kind]}
                </td>
                <td data-label={words.decision.asked}>
                  {decided.kind === "enter" ? fill(words.wanted, wantedText(decided, base, language, words)) : "–"}
                </td>
                <td class="number" data-label={words.decision.held}>
                  {decimal(String(decided.held), language)} {base}
                </td>
                <td class="number" data-label={words.decision.took}>{durationText(decided.tookMs, language)}</td>
                <td class="number" data-label={words.decision.version}>{decided.version}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
