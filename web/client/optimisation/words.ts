/** What a search found, in words. */
import { numberText, percentText } from "../../../backtest/measure_text.ts";
import type { Objective } from "../../../domain/backtest/judge.ts";
import type { Judged } from "../../../domain/backtest/optimisation.ts";
import type { OptimisationRequest } from "../../../domain/backtest/request.ts";
import { fill, type Language, type Texts } from "../../i18n/mod.ts";
import type { Parameters, ParameterValue } from "../../workshop_services.ts";
import { localeOf } from "../backtest/words.ts";
import type { Place } from "./heat.ts";

/** A measure that attempts have. */
export type Figure = keyof Judged;

/** What a measure is called. */
export function figureName(figure: Figure, { backtests }: Texts): string {
  return backtests.report.measures[figure].label;
}

/** A measure as people read it; `–` where it is not defined. */
export function figureText(figure: Figure, value: number | null, language: Language): string {
  if (value === null) return "–";
  const locale = localeOf(language);
  if (figure === "trades") return numberText(value, locale);
  if (figure === "returnPercent") return percentText(value, locale, true);
  if (figure === "maxDrawdownPercent") return percentText(value, locale);
  return numberText(value, locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** What neither earns nor loses by this measure. */
export function nothingOf(objective: Objective): 0 | 1 {
  return objective === "profitFactor" ? 1 : 0;
}

/** `up` for what earns by this measure, `down` for what loses. */
export function toneOf(objective: Objective, value: number | null): "up" | "down" | "" {
  if (value === null || value === nothingOf(objective)) return "";
  return value > nothingOf(objective) ? "up" : "down";
}

/** The searched parameters of a set: `fast = 5, slow = 20`. */
export function setText(parameters: Parameters, searched: readonly string[]): string {
  return searched.map((name) => `${name} = ${parameters[name]}`).join(", ");
}

/** A place of an axis: a value, or several numbers from the first to the last. */
export function placeText({ from, to }: Place): string {
  return from === to ? valueText(from) : `${valueText(from)}–${valueText(to)}`;
}

function valueText(value: ParameterValue): string {
  return String(value);
}

/** How it was searched: `toutes les combinaisons`. */
export function searchText({ search }: OptimisationRequest, { optimisations: { run } }: Texts): string {
  return search.by === "grid" ? run.by.grid : fill(run.by.random, { tries: search.tries, seed: search.seed });
}
