/** Values that a schema of the document asks for: those that the platform knows, where they are known by their name. */
import type { Chance } from "./chance.ts";

/** What is read of a JSON Schema. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What is known of the platform, by the names of parameters; answers add to it. */
export type Known = Readonly<Record<string, unknown[]>>;

/** What an answer tells that is kept, by the name of what it is in and the parameter that it is. */
const LEARNED = { order: "clientOrderId", broker: "brokerId", apiToken: "tokenId" } as const;
/** What is kept of each; the oldest goes first. */
const MOST_KNOWN = 20;

/** Adds what was made by an answer of the API, so that later requests can ask for it. */
export function learn(known: Known, answer: unknown): void {
  if (typeof answer !== "object" || answer === null) return;
  for (const [field, parameter] of Object.entries(LEARNED)) {
    const made = (answer as Record<string, Record<string, unknown> | undefined>)[field];
    const id = made?.[parameter] ?? made?.id;
    const ids = known[parameter]!;
    if (typeof id === "string" && !ids.includes(id)) ids.push(id);
    if (ids.length > MOST_KNOWN) ids.shift();
  }
}

const AMOUNTS = ["0.01", "0.001", "1", "100", "28000", "0.00000001", "50000.55", "3"];

/** A value of a schema. */
export function plausible(
  chance: Chance,
  schema: Schema,
  name: string,
  of: { schemas: Record<string, Schema>; known: Known },
): unknown {
  const known = of.known[name];
  if (known && !chance.oneIn(20)) return chance.of(known);
  if (schema.$ref) return plausible(chance, of.schemas[schema.$ref.split("/").at(-1)!]!, name, of);
  if (schema.enum) return chance.of(schema.enum);
  const types = [schema.type ?? "string"].flat();
  if (types.includes("null") && chance.oneIn(2)) return null;
  const [type] = types.filter((one) => one !== "null");
  if (type === "object") return anObject(chance, schema, of);
  if (type === "array") return [plausible(chance, schema.items ?? {}, name, of)];
  if (type === "boolean") return chance.oneIn(2);
  if (type === "integer" || type === "number") return aNumber(chance, schema);
  if (schema.format === "uuid") return chance.uuid();
  if (schema.pattern?.startsWith("^-?\\d")) return chance.of(AMOUNTS);
  return `x${chance.below(1_000)}`;
}

function anObject(
  chance: Chance,
  { properties = {}, required = [] }: Schema,
  of: { schemas: Record<string, Schema>; known: Known },
): Record<string, unknown> {
  const fields = Object.entries(properties).filter(([name]) => required.includes(name) || chance.oneIn(2));
  return Object.fromEntries(fields.map(([name, schema]) => [name, plausible(chance, schema, name, of)]));
}

function aNumber(chance: Chance, { minimum = 0, maximum = 1_000 }: Schema): number {
  return minimum + chance.below(Math.min(maximum - minimum, 100) + 1);
}
