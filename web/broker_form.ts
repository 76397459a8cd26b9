/** What a form about a broker may hold. Pure: each wrong field gets the key of a text, of `texts.brokers.invalid`. */
import { z } from "zod";
import { environment } from "../domain/venue.ts";
import type { BrokerForm, ExchangeChoice } from "./broker_services.ts";
import type { Texts } from "./i18n/mod.ts";

/** The form as it comes in; what is too long for its field is told by {@linkcode problemsOf}. */
export const brokerForm = z.object({
  name: z.string().max(5_000),
  exchange: z.string().max(100),
  description: z.string().max(5_000).default(""),
  environment,
  isDefault: z.boolean().default(false),
  credentials: z.record(z.string().max(100), z.string().max(20_000)).default({}),
});

/** Why a field is not taken. */
export type FieldProblem = keyof Texts["brokers"]["invalid"];

/** What the form is about. */
export interface FormSubject {
  /** The exchange that was chosen; undefined where there is no such one. */
  readonly choice: ExchangeChoice | undefined;
  /** Names of the credentials that are stored and still hold. */
  readonly kept: readonly string[];
  /** Why a key that is neither stored nor given is asked for. */
  readonly missing: FieldProblem;
  /** Names of the user's other brokers. */
  readonly taken: readonly string[];
}

const LONGEST = { name: 60, description: 500, credential: 5_000 } as const;
// deno-lint-ignore no-control-regex -- those are what must not be there
const CONTROL = /[\0-\x08\x0b-\x1f\x7f]/;

/** The form without blanks around its texts, and without credentials that are empty. */
export function tidied(form: BrokerForm): BrokerForm {
  const credentials = Object.entries(form.credentials)
    .map(([name, value]) => [name, asKey(value)] as const)
    .filter(([, value]) => value !== "");
  return {
    ...form,
    name: form.name.trim(),
    description: form.description.trim(),
    credentials: Object.fromEntries(credentials),
  };
}

/** A key as its exchange gave it: one in lines (PEM) gets them back, whatever a form or JSON has made of them. */
function asKey(value: string): string {
  const text = value.replace(/\\[rn]/g, " ").trim();
  const [, head, body, tail] = /^(-----BEGIN [A-Z ]+-----)(.*)(-----END [A-Z ]+-----)$/s.exec(text) ?? [];
  if (head === undefined || body === undefined || tail === undefined) return value.trim();
  const lines = body.replace(/\s/g, "").match(/.{1,64}/g) ?? [];
  return [head, ...lines, tail, ""].join("\n");
}

/** What is wrong with a tidied form, by field; nothing = it may be tried. */
export function problemsOf(form: BrokerForm, of: FormSubject): Record<string, FieldProblem> {
  return { ...nameProblems(form, of.taken), ...venueProblems(form, of.choice), ...keyProblems(form, of) };
}

function nameProblems({ name, description }: BrokerForm, taken: readonly string[]): Record<string, FieldProblem> {
  return {
    ...(name === "" && { name: "required" }),
    ...(name.length > LONGEST.name && { name: "name_long" }),
    ...(taken.includes(name) && { name: "name_taken" }),
    ...(CONTROL.test(name) && { name: "text_malformed" }),
    ...(description.length > LONGEST.description && { description: "description_long" }),
    ...(CONTROL.test(description) && { description: "text_malformed" }),
  };
}

function venueProblems(
  { environment }: BrokerForm,
  choice: ExchangeChoice | undefined,
): Record<string, FieldProblem> {
  if (choice === undefined) return { exchange: "exchange_unknown" };
  return choice.environments.includes(environment) ? {} : { environment: "environment_unknown" };
}

function keyProblems(
  { credentials }: BrokerForm,
  { choice, kept, missing }: FormSubject,
): Record<string, FieldProblem> {
  const problems: Record<string, FieldProblem> = {};
  const asked = choice?.fields.map(({ name }) => name) ?? [];
  for (const name of asked) {
    const isThere = Object.hasOwn(credentials, name) || kept.includes(name);
    if (!isThere) problems[`credentials.${name}`] = missing;
  }
  for (const [name, value] of Object.entries(credentials)) {
    if (!asked.includes(name) && choice !== undefined) problems[`credentials.${name}`] = "credential_unknown";
    else if (value.length > LONGEST.credential || CONTROL.test(value)) {
      problems[`credentials.${name}`] = "credential_malformed";
    }
  }
  return problems;
}
