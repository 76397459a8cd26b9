/** What a strategy at work was told, and how it is doing. */
import type { StrategyStatus } from "../../domain/active_strategy.ts";
import type { WorkTerms } from "../../web/bot_services.ts";
import { currencies, decimal, signed } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";
import type { Asked } from "../confirm_dialog.tsx";
import { Panel } from "../panel.tsx";
import { DustNote } from "./dust_note.tsx";
import { ProtectionNote } from "./protection_note.tsx";
import { toneOf } from "./tone.ts";
import { WorkActions } from "./work_actions.tsx";

interface TermsProps {
  readonly terms: WorkTerms;
  /** Null once it was stopped. */
  readonly status: StrategyStatus | null;
  readonly language: Language;
  readonly texts: Texts["bot"];
  readonly ask: (asked: Asked) => void;
}

/** Pairs of a name and a value, and the buttons. */
export function TermsPanel({ terms, status, language, texts, ask }: TermsProps) {
  const { work: words } = texts;
  const { dateTime, zoneLabel } = useTimes();
  const { base, quote } = currencies(terms.symbol);
  const dates = [
    terms.startMs === null ? null : fill(texts.from, { time: dateTime(terms.startMs) }),
    terms.endMs === null ? null : fill(texts.until, { time: dateTime(terms.endMs) }),
  ].filter((part) => part !== null).join(", ");
  const parameters = Object.entries(terms.parameters).map(([name, value]) => `${name} = ${value}`).join(", ");
  const facts: [string, string][] = [
    [words.account, `${terms.brokerName} (${terms.exchangeName}, ${texts.form.environment[terms.environment]})`],
    [texts.columns.market, `${terms.symbol} ${terms.timeframe}`],
    [words.version, versionText(terms, texts)],
    [words.amount, `${decimal(terms.amountQuote, language)} ${quote}`],
    [words.dates, status === null || dates === "" ? words.noDates : dates],
    [words.since, `${dateTime(terms.createdMs)} ${zoneLabel}`],
    [words.parameters, parameters === "" ? words.defaults : parameters],
  ];
  return (
    <Panel
      title={
        <>
          {terms.strategyName}{" "}
          <span class={`state ${status?.state ?? "halted"}`}>
            <i aria-hidden="true" />
            {status === null ? words.stopped : texts.state[status.state]}
          </span>
        </>
      }
      aside={status && <WorkActions strategy={status} {...{ terms, texts, ask }} />}
      class="bot-terms"
    >
      {status?.error && <p class="error-text">{fill(texts.error, { message: status.error })}</p>}
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {status && (
          <>
            <div>
              <dt>{texts.columns.position}</dt>
              <dd>
                {Number(status.position.quantity) === 0
                  ? texts.flat
                  : `${decimal(status.position.quantity, language)} ${base}`}
                <ProtectionNote strategy={status} {...{ language, texts }} />
                <DustNote strategy={status} {...{ terms, language, texts }} />
              </dd>
            </div>
            <div>
              <dt>{texts.columns.equity}</dt>
              <dd>{decimal(status.equityQuote, language, 2)} {quote}</dd>
            </div>
            <div>
              <dt>{texts.columns.profit}</dt>
              <dd class={toneOf(status.position.realisedQuote)}>
                {signed(status.position.realisedQuote, language, 2)} {quote}
              </dd>
            </div>
          </>
        )}
      </dl>
    </Panel>
  );
}

function versionText({ version, newestVersion }: WorkTerms, texts: Texts["bot"]): string {
  return newestVersion > version ? `${version} (${fill(texts.newer, { number: newestVersion })})` : String(version);
}
