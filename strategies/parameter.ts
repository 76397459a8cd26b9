/** What a strategy declares of its parameters: enough for a form, and for a check of what was chosen. */
import { z } from "zod";

/** A value a parameter can have. */
export type ParameterValue = number | string | boolean;

/** What may be chosen for a parameter. */
export interface ParameterRange {
  /** Smallest and largest number, both allowed. */
  readonly min?: number;
  readonly max?: number;
  /** Distance between the values that are worth trying. */
  readonly step?: number;
  /** Texts among which to choose. */
  readonly choices?: readonly string[];
  /** A few words for the form. */
  readonly label?: string;
}

/** A declared parameter: plain data, so that it crosses processes. Its type is that of its default. */
export const parameterSpec = z.object({
  name: z.string(),
  default: z.union([z.number(), z.string(), z.boolean()]),
  min: z.number().optional(),
  max: z.number().optional(),
  step: z.number().positive().optional(),
  choices: z.array(z.string()).optional(),
  label: z.string().optional(),
});
/** A declared parameter. */
export type ParameterSpec = z.infer<typeof parameterSpec>;

/** The schema of the values that may be chosen for a parameter. */
export function parameterSchema({ default: byDefault, min, max, choices }: ParameterSpec): z.ZodType<ParameterValue> {
  if (typeof byDefault === "boolean") return z.boolean();
  if (typeof byDefault === "string") return choices ? z.enum(choices as [string, ...string[]]) : z.string();
  return z.number().min(min ?? -Number.MAX_VALUE).max(max ?? Number.MAX_VALUE);
}

/**
 * The chosen value, once it fits.
 * @throws {Error} with name, value and what was expected.
 */
export function checkChosen(spec: ParameterSpec, chosen: ParameterValue): ParameterValue {
  if (parameterSchema(spec).safeParse(chosen).success) return chosen;
  const shown = typeof chosen === "number" ? String(chosen) : JSON.stringify(chosen); // JSON has no NaN
  throw new Error(`Parameter "${spec.name}" is ${shown}; expected ${expectation(spec)}`);
}

function expectation({ default: byDefault, min, max, choices }: ParameterSpec): string {
  if (choices) return `one of ${choices.join(", ")}`;
  const from = min === undefined ? [] : [`at least ${min}`];
  const to = max === undefined ? [] : [`at most ${max}`];
  const limits = [...from, ...to].join(" and ");
  return limits ? `a ${typeof byDefault} of ${limits}` : `a ${typeof byDefault}`;
}
