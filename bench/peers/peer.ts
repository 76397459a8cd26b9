/** What each peer's bench does at its end: it prints what it measured as one line of JSON. */
import { onOneCore } from "../runtime_parts/one_core.ts";
import {
  type ByPlace,
  isOnOneCore,
  type Measured,
  type PlaceName,
  type Results,
  type Subject,
} from "../runtime_parts/subjects.ts";

/** How a subject is measured, or why the peer has none. */
export type Plan = { readonly [K in Subject]?: (() => Promise<number>) | string };

/** Measures each contestant, prints what all reached, and ends the process. */
export async function report(plans: ByPlace<Plan>): Promise<never> {
  const results: Partial<Record<PlaceName, Record<string, Results>>> = {};
  for (const [place, contestants] of Object.entries(plans) as [PlaceName, Record<string, Plan>][]) {
    const reached: Record<string, Results> = results[place] = {};
    for (const [name, plan] of Object.entries(contestants)) reached[name] = await measure(place, plan);
  }
  console.log(`\n${JSON.stringify(results)}`);
  Deno.exit(0);
}

async function measure(place: PlaceName, plan: Plan): Promise<Results> {
  const measured: Partial<Record<Subject, Measured>> = {};
  for (const [subject, way] of Object.entries(plan) as [Subject, (() => Promise<number>) | string][]) {
    if (typeof way === "string") measured[subject] = way;
    else measured[subject] = await tried(isOnOneCore(place, subject) ? () => onOneCore(way) : way);
  }
  return measured;
}

/** A peer that fails says so in its row. */
async function tried(way: () => Promise<number>): Promise<Measured> {
  try {
    return await way();
  } catch (error) {
    return `failed on Deno: ${error instanceof Error ? error.message : String(error)}`;
  }
}
