/** Tries the source of the editor on candles, and draws what it would have done. */
import type { Symbol } from "../../domain/market.ts";
import { markText } from "../../web/client/workshop/dry_run_marks.ts";
import type { Tried } from "../../web/client/workshop/use_dry_run.ts";
import { count, decimal, price, signed } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";
import { Panel } from "../panel.tsx";
import { DryRunChart } from "./dry_run_chart.tsx";

interface DryRunProps {
  readonly symbols: readonly Symbol[];
  readonly symbol: Symbol;
  readonly tried: Tried | null;
  readonly isRunning: boolean;
  /** Why there was none, in the house's words. */
  readonly failure: string | null;
  /** What stands in the editor now. */
  readonly source: string;
  readonly language: Language;
  readonly texts: Texts["workshop"];
  readonly choose: (symbol: Symbol) => void;
  readonly run: () => void;
  readonly goTo: (line: number, column: number) => void;
}

/** Signals listed after this many are seen in the chart alone. */
const LISTED = 200;

/** The chart, with everything in it as a list below. */
export function DryRunPanel(props: DryRunProps) {
  const { symbols, symbol, tried, isRunning, failure, source, language, texts, choose, run, goTo } = props;
  const { dryRun: words } = texts;
  const aside = (
    <>
      <select
        class="filter"
        aria-label={words.symbol}
        value={symbol}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      >
        {symbols.map((each) => <option key={each} value={each}>{each}</option>)}
      </select>
      <button type="button" class="button small" disabled={isRunning} onClick={run}>{words.run}</button>
    </>
  );
  return (
    <Panel title={words.title} aside={aside} class="dry-run">
      <p class="dry-run-result panel-text" role="status">
        {isRunning
          ? words.running
          : failure !== null
          ? <span class="error-text">{fill(words.failed, { reason: failure })}</span>
          : tried === null
          ? <span class="quiet">{words.none}</span>
          : <Result tried={tried} isOlder={tried.source !== source} {...{ language, words, goTo }} />}
      </p>
      {tried && (
        <>
          <DryRunChart tried={tried} language={language} words={words} />
          <Marks tried={tried} language={language} words={words} />
          <Printed lines={tried.run.printed} words={words} />
        </>
      )}
    </Panel>
  );
}

interface ResultProps {
  readonly tried: Tried;
  readonly language: Language;
  readonly words: Texts["workshop"]["dryRun"];
}

function Result(
  { tried: { run }, isOlder, language, words, goTo }: ResultProps & {
    readonly isOlder: boolean;
    readonly goTo: DryRunProps["goTo"];
  },
) {
  const { error } = run;
  return (
    <>
      {error && (
        <button type="button" class="link-button error-text" onClick={() => goTo(error.line, error.column)}>
          {fill(words.broke, { line: error.line, message: error.message })}
        </button>
      )} {fill(words.result, {
        candles: count(run.candles.length, language),
        trades: count(run.trades, language),
        return: `${signed(String(run.returnPercent), language, 2)} %`,
        took: count(run.tookMs, language),
      })}
      {run.marks.length === 0 && error === null && <span class="quiet">{` · ${words.noSignals}`}</span>}
      {isOlder && <span class="warns">{` · ${words.older}`}</span>}
    </>
  );
}

function Marks({ tried: { run }, language, words }: ResultProps) {
  const { dateTime, zoneLabel } = useTimes();
  if (run.marks.length === 0) return null;
  return (
    <details class="dry-run-list">
      <summary>{fill(words.marks, { count: run.marks.length })}</summary>
      <div
        class="dry-run-scroll"
        tabIndex={0}
        role="region"
        aria-label={fill(words.marks, { count: run.marks.length })}
      >
        <table>
          <thead>
            <tr>
              <th>{words.time} ({zoneLabel})</th>
              <th>{words.signal}</th>
              <th class="number">{words.price}</th>
            </tr>
          </thead>
          <tbody>
            {run.marks.slice(0, LISTED).map((mark, at) => (
              <tr key={at}>
                <td>{dateTime(mark.openMs)}</td>
                <td>{markText(mark, words)}</td>
                <td class="number">{price(String(mark.price), language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {run.marks.length > LISTED && <p class="quiet">… {decimal(String(run.marks.length - LISTED), language)}</p>}
      </div>
    </details>
  );
}

function Printed({ lines, words }: { readonly lines: readonly string[]; readonly words: ResultProps["words"] }) {
  if (lines.length === 0) return null;
  const title = fill(words.printed, { count: lines.length });
  return (
    <details class="dry-run-list" open>
      <summary>{title}</summary>
      <pre class="dry-run-scroll" tabIndex={0} aria-label={title}>{lines.join("\n")}</pre>
    </details>
  );
}
