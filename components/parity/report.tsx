/** A strategy at work beside its backtest, as a page. */
import { DECISION_MATCHES } from "../../domain/parity/decisions.ts";
import type { ParityReport } from "../../domain/parity/report.ts";
import { count, currencies } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import type { ParityFacts, ParityView } from "../../web/parity_services.ts";
import { useTimes } from "../../web/zone.ts";
import { Panel } from "../panel.tsx";
import { AgreementStrip, StripLegend } from "./agreement_strip.tsx";
import { Decision, DecisionTable, isTelling } from "./decision_table.tsx";
import { FillTable } from "./fill_table.tsx";
import { ProfitPanel } from "./profit_panel.tsx";
import { gainText, quantityText, shareText, toneOf } from "./writing.ts";

interface ReportProps {
  readonly language: Language;
  readonly texts: Texts["parity"];
}

/** The report, or a word about why there is none. */
export function ParityPanels({ view, language, texts }: ReportProps & { readonly view: ParityView }) {
  if (view.outcome === "compared") {
    return <Compared facts={view.facts} report={view.report} {...{ language, texts }} />;
  }
  const words = texts.outcome[view.outcome];
  return <p class="panel empty" role="status">{view.outcome === "failed" ? fill(words, view) : words}</p>;
}

function Compared(
  { facts, report, language, texts }: ReportProps & { readonly facts: ParityFacts; readonly report: ParityReport },
) {
  const { decisions, fills, profit, refusals } = report;
  const { quote } = currencies(facts.symbol);
  const telling = decisions.rows.filter(isTelling).toReversed();
  return (
    <>
      <Panel title={facts.name} aside={<span class="quiet">{`${facts.symbol} · ${facts.timeframe}`}</span>}>
        <MainFigures {...{ report, quote, language, texts }} />
        <AgreementStrip rows={decisions.rows} label={texts.strip} />
        <StripLegend counts={decisions.counts} texts={texts.matches} />
        <Facts {...{ facts, count: decisions.rows.length, quote, language, texts }} />
      </Panel>
      <div class="parity-columns">
        <Agreement {...{ report, language, texts }} />
        <ProfitPanel {...{ profit, quote, language, texts }} />
      </div>
      {refusals.length > 0 && <Refusals {...{ refusals, language, texts }} />}
      <Panel title={texts.fills}>
        <FillTable rows={fills} {...{ language, texts }} />
      </Panel>
      <Panel title={texts.decisions}>
        <DecisionTable rows={telling} {...{ language, texts }} />
      </Panel>
    </>
  );
}

function MainFigures(
  { report: { decisions, profit }, quote, language, texts }: ReportProps & {
    readonly report: ParityReport;
    readonly quote: string;
  },
) {
  const { agreementPercent, compared } = decisions;
  return (
    <dl class="main-figures">
      <div>
        <dt>{texts.agreement}</dt>
        <dd>{agreementPercent === null ? "–" : shareText(agreementPercent, language)}</dd>
      </div>
      <div>
        <dt>{texts.compared}</dt>
        <dd>{count(compared, language)}</dd>
      </div>
      <div>
        <dt>{`${texts.profitLive} (${quote})`}</dt>
        <dd class={toneOf(profit.liveQuote)}>{gainText(profit.liveQuote, language)}</dd>
      </div>
      <div>
        <dt>{`${texts.profitBacktest} (${quote})`}</dt>
        <dd class={toneOf(profit.backtestQuote)}>{gainText(profit.backtestQuote, language)}</dd>
      </div>
    </dl>
  );
}

function Facts(
  { facts, count: candles, quote, language, texts }: ReportProps & {
    readonly facts: ParityFacts;
    readonly count: number;
    readonly quote: string;
  },
) {
  const { dateTime, zoneLabel } = useTimes();
  return (
    <p class="quiet parity-note">
      {fill(texts.facts, {
        version: facts.version,
        count: count(candles, language),
        from: dateTime(facts.fromMs),
        to: dateTime(facts.lastMs),
        zone: zoneLabel,
        cash: quantityText(facts.cashQuote, language),
        quote,
        fee: quantityText(100 * facts.feeRate, language),
      })}
    </p>
  );
}

function Agreement({ report: { decisions }, language, texts }: ReportProps & { readonly report: ParityReport }) {
  const { counts, first } = decisions;
  const { dateTime } = useTimes();
  return (
    <Panel title={texts.match}>
      <dl class="parity-matches">
        {DECISION_MATCHES.filter((match) => counts[match] > 0).map((match) => (
          <div key={match}>
            <dt>
              <span class={`parity-dot ${match}`} aria-hidden="true" /> {texts.matchTexts[match]}
            </dt>
            <dd class="number">{count(counts[match], language)}</dd>
          </div>
        ))}
      </dl>
      <p class="parity-note">
        {first === null ? texts.noDifference : (
          <>
            <strong>{texts.first}</strong> {dateTime(first.openMs)} · {texts.live} (
            <Decision decision={first.live!} {...{ language, texts }} />) · {texts.backtest} (
            <Decision decision={first.backtest} {...{ language, texts }} />)
          </>
        )}
      </p>
    </Panel>
  );
}

function Refusals(
  { refusals, language, texts }: ReportProps & { readonly refusals: ParityReport["refusals"] },
) {
  const { dateTime, zoneLabel } = useTimes();
  const time = fill(texts.time, { zone: zoneLabel });
  return (
    <Panel title={texts.refusals} aside={<span class="quiet">{count(refusals.length, language)}</span>}>
      <p class="quiet parity-note">{texts.refusalsText}</p>
      <table class="cards compact">
        <thead>
          <tr>
            <th scope="col">{time}</th>
            <th scope="col">{texts.purpose}</th>
            <th scope="col">{texts.reason}</th>
          </tr>
        </thead>
        <tbody>
          {refusals.slice(-20).toReversed().map(({ timeMs, purpose, reason }, at) => (
            <tr key={at}>
              <td data-label={time}>{dateTime(timeMs)}</td>
              <td data-label={texts.purpose}>{purpose}</td>
              <td data-label={texts.reason}>
                <span class="reason">{reason}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
