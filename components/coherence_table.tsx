/** How regular the closed candles of each market and timeframe were since the feed started. */
import { type Coherence, LATENESS_BOUNDS_MS } from "../domain/feed_audit.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import { count } from "../web/format.ts";
import { fill, type Language, type Texts } from "../web/i18n/mod.ts";
import { Panel } from "./panel.tsx";

interface TableProps {
  readonly coherences: readonly Coherence[];
  /** The shortest first. */
  readonly timeframes: readonly Timeframe[];
  readonly language: Language;
  readonly texts: Texts["heartbeat"]["audit"];
}

const COUNTS = ["candles", "gaps", "repairs", "missing", "corrections", "duplicates", "late"] as const;

/** One row a market and timeframe. */
export function CoherenceTable({ coherences, timeframes, language, texts }: TableProps) {
  const rows = coherences.toSorted((a, b) =>
    a.symbol.localeCompare(b.symbol) || timeframes.indexOf(a.timeframe) - timeframes.indexOf(b.timeframe)
  );
  return (
    <Panel title={texts.coherence} aside={<span class="quiet">{texts.coherenceHint}</span>} class="coherence">
      {rows.length === 0
        ? <p class="quiet empty">{texts.noCoherence}</p>
        : (
          <div class="table-scroll" tabIndex={0} role="region" aria-label={texts.coherence}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{texts.columns.market}</th>
                  {COUNTS.map((name) => <th scope="col" class="number" key={name}>{texts.counts[name]}</th>)}
                  <th scope="col">{texts.columns.lateness}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => <Row key={`${row.symbol}@${row.timeframe}`} {...{ row, language, texts }} />)}
              </tbody>
            </table>
          </div>
        )}
    </Panel>
  );
}

/** A gap that was repaired and a repeated candle cost nobody anything; what is missing, late or corrected did. */
const HARMFUL = new Set<string>(["missing", "corrections", "late"]);

function Row({ row, language, texts }: { row: Coherence } & Pick<TableProps, "language" | "texts">) {
  return (
    <tr>
      <th scope="row">
        {row.symbol} <span class="tag">{row.timeframe}</span>
      </th>
      {COUNTS.map((name) => (
        <td class={`number ${row[name] === 0 ? "zero" : HARMFUL.has(name) ? "warns" : ""}`} key={name}>
          {count(row[name], language)}
        </td>
      ))}
      <td>
        <Histogram lateness={row.lateness} language={language} texts={texts} />
      </td>
    </tr>
  );
}

const BAR = { width: 5, gap: 1, height: 18 } as const;

function Histogram(
  { lateness, language, texts }: Pick<Coherence, "lateness"> & Pick<TableProps, "language" | "texts">,
) {
  const most = Math.max(1, ...lateness);
  const said = lateness.map((many, index) => fill(bucketText(index, texts), { count: count(many, language) }));
  const step = BAR.width + BAR.gap;
  return (
    <svg class="histogram" viewBox={`0 0 ${lateness.length * step} ${BAR.height}`} role="img">
      <title>{said.join("\n")}</title>
      {lateness.map((many, index) => {
        // By the square root, so that a bar for few is still seen beside one for many.
        const height = many === 0 ? 1 : 3 + (BAR.height - 3) * Math.sqrt(many / most);
        const y = BAR.height - height;
        const beyond = index === lateness.length - 1 && many > 0;
        return (
          <rect key={index} x={index * step} {...{ y, height }} width={BAR.width} class={beyond ? "beyond" : ""} />
        );
      })}
    </svg>
  );
}

function bucketText(index: number, { lateness }: Pick<TableProps["texts"], "lateness">): string {
  const bound = LATENESS_BOUNDS_MS[index];
  const above = LATENESS_BOUNDS_MS.at(-1)!;
  return bound === undefined
    ? fill(lateness.beyond, { bound: durationText(above) })
    : fill(lateness.within, { bound: durationText(bound) });
}

function durationText(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`;
}
