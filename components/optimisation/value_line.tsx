/** The objective over one parameter, in the sample and out of it: two lines. */
import type { Objective } from "../../domain/backtest/judge.ts";
import type { Heat } from "../../web/client/optimisation/heat.ts";
import { figureText, nothingOf, placeText } from "../../web/client/optimisation/words.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";

const WIDTH = 900;
const HEIGHT = 240;
/** Room for the texts beside and below. */
const LEFT = 76;
const BELOW = 26;
const AIR = 12;
/** Texts below, at most. */
const MOST_TEXTS = 12;

interface LineProps {
  readonly inSample: Heat;
  readonly outOfSample: Heat;
  readonly isHeldOut: boolean;
  readonly objective: Objective;
  /** What it shows, for the ear. */
  readonly label: string;
  readonly language: Language;
  readonly texts: Texts;
}

/** A drawing whose every point says its value. */
export function ValueLine({ inSample, outOfSample, isHeldOut, objective, label, language, texts }: LineProps) {
  const { best: words } = texts.optimisations;
  const lines = [
    { name: words.inSample, tone: "in-sample", values: inSample.cells[0]! },
    ...isHeldOut ? [{ name: words.outOfSample, tone: "out-of-sample", values: outOfSample.cells[0]! }] : [],
  ];
  const known = lines.flatMap(({ values }) => values).filter((value) => value !== null);
  const [low, high] = [Math.min(nothingOf(objective), ...known), Math.max(nothingOf(objective), ...known)];
  const count = inSample.x.length;
  const across = (at: number) => LEFT + AIR + at * (WIDTH - LEFT - 2 * AIR) / Math.max(1, count - 1);
  const down = (value: number) => AIR + (high - value) / (high - low || 1) * (HEIGHT - BELOW - 2 * AIR);
  const every = Math.ceil(count / MOST_TEXTS);
  return (
    <div class="value-line">
      <p class="plot-legend">{lines.map(({ name, tone }) => <span key={tone} class={tone}>{name}</span>)}</p>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        {[...new Set([low, nothingOf(objective), high])].map((value) => (
          <g key={value} class="grid">
            <line x1={LEFT} x2={WIDTH} y1={down(value)} y2={down(value)} />
            <text x={LEFT - 8} y={down(value) + 4} text-anchor="end">{figureText(objective, value, language)}</text>
          </g>
        ))}
        {inSample.x.map((place, at) =>
          at % every === 0 && (
            <text key={at} class="grid" x={across(at)} y={HEIGHT - 8} text-anchor="middle">{placeText(place)}</text>
          )
        )}
        {lines.map(({ tone, values, name }) => (
          <g key={tone} class={tone}>
            <path d={pathOf(values, across, down)} />
            {values.map((value, at) =>
              value !== null && (
                <circle key={at} cx={across(at)} cy={down(value)} r={4}>
                  <title>{`${name}, ${said(at, value)}`}</title>
                </circle>
              )
            )}
          </g>
        ))}
      </svg>
    </div>
  );

  function said(at: number, value: number): string {
    const { point } = texts.optimisations.heat;
    return fill(point, { x: placeText(inSample.x[at]!), value: figureText(objective, value, language) });
  }
}

/** A line through what is known; it breaks where nothing is. */
function pathOf(
  values: readonly (number | null)[],
  across: (at: number) => number,
  down: (value: number) => number,
): string {
  return values.map((value, at) => {
    if (value === null) return "";
    const begins = at === 0 || values[at - 1] === null;
    return `${begins ? "M" : "L"}${across(at).toFixed(1)} ${down(value).toFixed(1)}`;
  }).join(" ");
}
