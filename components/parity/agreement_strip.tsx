/** How two runs agreed over time: a stripe a stretch of candles, in the colour of the worst that happened in it. */
import { DECISION_MATCHES, type DecisionMatch, type DecisionRow } from "../../domain/parity/decisions.ts";

/** Stripes at most. */
const STRIPES = 300;
/** Which match is shown where a stretch has several: the last of these. */
const WORST = [
  "same",
  "size",
  "undecided",
  "position",
  "memory",
  "different",
] as const satisfies readonly DecisionMatch[];

/** The strip; `label` says what it is to those who do not see it. */
export function AgreementStrip({ rows, label }: { readonly rows: readonly DecisionRow[]; readonly label: string }) {
  const stripes = stripesOf(rows);
  return (
    <svg
      class="parity-strip"
      viewBox={`0 0 ${stripes.length} 1`}
      preserveAspectRatio="none"
      shape-rendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      {stripes.map((match, at) => <rect key={at} class={match} x={at} y="0" width="1" height="1" />)}
    </svg>
  );
}

/** The colours in words, those that occur. */
export function StripLegend(
  { counts, texts }: {
    readonly counts: Readonly<Record<DecisionMatch, number>>;
    readonly texts: Readonly<Record<DecisionMatch, string>>;
  },
) {
  return (
    <ul class="parity-legend">
      {DECISION_MATCHES.filter((match) => counts[match] > 0).map((match) => (
        <li key={match}>
          <span class={`parity-dot ${match}`} aria-hidden="true" /> {texts[match]}
        </li>
      ))}
    </ul>
  );
}

function stripesOf(rows: readonly DecisionRow[]): DecisionMatch[] {
  const length = Math.min(STRIPES, rows.length);
  return Array.from({ length }, (_, at) => {
    const stretch = rows.slice(Math.floor(at * rows.length / length), Math.floor((at + 1) * rows.length / length));
    return WORST.findLast((match) => stretch.some((row) => row.match === match)) ?? "same";
  });
}
