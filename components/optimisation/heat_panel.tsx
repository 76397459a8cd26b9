/** The objective over one or two parameters: a plateau or a lonely peak. */
import { useMemo, useState } from "preact/hooks";
import type { Objective } from "../../domain/backtest/judge.ts";
import type { Attempt } from "../../domain/backtest/optimisation.ts";
import { axesOf, heatOf } from "../../web/client/optimisation/heat.ts";
import { figureName } from "../../web/client/optimisation/words.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { Panel } from "../panel.tsx";
import { HeatGrid } from "./heat_grid.tsx";
import { ValueLine } from "./value_line.tsx";

interface HeatProps {
  readonly attempts: readonly Attempt[];
  readonly searched: readonly string[];
  readonly objective: Objective;
  readonly language: Language;
  readonly texts: Texts;
}

/** A map of two parameters, or a line of one. */
export function HeatPanel({ attempts, searched, objective, language, texts }: HeatProps) {
  const { heat: words } = texts.optimisations;
  const axes = useMemo(() => axesOf(attempts, searched), [attempts]);
  const [x, setX] = useState(axes[0] ?? null);
  const [y, setY] = useState(axes[1] ?? null);
  const [side, setSide] = useState<"inSample" | "outOfSample">("inSample");
  const isHeldOut = attempts.some(({ outOfSample }) => outOfSample !== null);
  const measure = figureName(objective, texts);
  if (x === null) return null;
  const inSample = heatOf(attempts, x, y, (attempt) => attempt.inSample[objective]);
  const outOfSample = heatOf(attempts, x, y, (attempt) => attempt.outOfSample?.[objective] ?? null);
  const aside = y !== null && (
    <>
      <AxisSelect label={words.across} axes={axes} other={y} value={x} choose={setX} />
      <AxisSelect label={words.down} axes={axes} other={x} value={y} choose={setY} />
      {isHeldOut && <SideChoice {...{ side, setSide, texts }} />}
    </>
  );
  const hint = fill(words.hint, { measure });
  const isMedian = axes.length > 2 || [...inSample.x, ...inSample.y].some(({ from, to }) => from !== to);
  return (
    <Panel title={y === null ? fill(words.titleOne, { name: x }) : words.title} aside={aside} class="search-heat">
      {y === null
        ? <ValueLine {...{ inSample, outOfSample, objective, language, texts, isHeldOut }} label={hint} />
        : <HeatGrid heat={side === "inSample" ? inSample : outOfSample} {...{ x, y, objective, language, texts }} />}
      <p class="quiet search-hint">{hint} {isMedian && words.median}</p>
    </Panel>
  );
}

interface SideProps {
  readonly side: "inSample" | "outOfSample";
  readonly setSide: (side: "inSample" | "outOfSample") => void;
  readonly texts: Texts;
}

function SideChoice({ side, setSide, texts: { optimisations: { heat, best } } }: SideProps) {
  return (
    <div class="choice" role="group" aria-label={heat.where}>
      {(["inSample", "outOfSample"] as const).map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={side === one}
          onClick={() => setSide(one)}
        >
          {best[one]}
        </button>
      ))}
    </div>
  );
}

interface AxisProps {
  readonly label: string;
  readonly axes: readonly string[];
  /** The parameter of the other axis. */
  readonly other: string;
  readonly value: string;
  readonly choose: (name: string) => void;
}

function AxisSelect({ label, axes, other, value, choose }: AxisProps) {
  return (
    <select
      class="filter"
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
    >
      {axes.filter((name) => name !== other).map((name) => (
        <option key={name} value={name}>{`${label} : ${name}`}</option>
      ))}
    </select>
  );
}
