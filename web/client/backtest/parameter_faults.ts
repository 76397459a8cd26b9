/** What is wrong with the values that a user types for a strategy's parameters. The house checks them again. */
import type { Parameters, ParameterSpec, ParameterValue } from "../../workshop_services.ts";
import { fill, type Texts } from "../../i18n/mod.ts";

/** The number that a text says, with a point or a comma; undefined where it says none. */
export function numberIn(text: string): number | undefined {
  const said = text.trim().replace(",", ".");
  const value = Number(said);
  return said === "" || !Number.isFinite(value) ? undefined : value;
}

/** The value of a parameter: the chosen one, or its default. */
export function valueOf(spec: ParameterSpec, values: Parameters): ParameterValue {
  return Object.hasOwn(values, spec.name) ? values[spec.name]! : spec.default;
}

/** What is wrong with a value, in words; null = nothing. A text in a number's place is what was typed and is no number. */
export function parameterFault(
  { default: byDefault, min, max, choices }: ParameterSpec,
  value: ParameterValue,
  { faults }: Texts["backtests"]["parameters"],
): string | null {
  if (typeof byDefault === "number" && typeof value !== "number") return faults.number;
  if (typeof value !== typeof byDefault) return faults.kind;
  if (choices && !choices.includes(String(value))) return fill(faults.choice, { choices: choices.join(", ") });
  if (min !== undefined && Number(value) < min) return fill(faults.min, { min });
  if (max !== undefined && Number(value) > max) return fill(faults.max, { max });
  return null;
}

/** Whether every parameter has a value that its strategy takes. */
export function areSound(specs: readonly ParameterSpec[], values: Parameters, texts: Texts): boolean {
  return specs.every((spec) => parameterFault(spec, valueOf(spec, values), texts.backtests.parameters) === null);
}

/** The chosen values that these parameters have, less those that are their default: what a run needs to be told. */
export function chosenOf(specs: readonly ParameterSpec[], values: Parameters): Parameters {
  const chosen = specs.filter((spec) => valueOf(spec, values) !== spec.default);
  return Object.fromEntries(chosen.map((spec) => [spec.name, valueOf(spec, values)]));
}
