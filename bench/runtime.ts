/**
 * Figures of the actor runtime, beside what the machine could do without it and beside what others reach: read the ratios,
 * the machine's day varies.
 */
import type { Figure } from "./figure.ts";
import { benchPeers } from "./runtime_parts/peers.ts";
import { benchLocal, benchProcess, benchWorker } from "./runtime_parts/places.ts";
import { together } from "./runtime_parts/subjects.ts";
import { table } from "./runtime_parts/table.ts";

/** Measures everything; takes most of a minute. */
export async function benchRuntime(): Promise<Figure[]> {
  const mine = [await benchLocal(), await benchWorker(), await benchProcess()];
  const { results, failed } = await benchPeers();
  const absent = Object.entries(failed).map(([name, note]) => ({
    group: "peers that did not run",
    name,
    unit: "",
    note,
  }));
  return [...table(together([...mine, ...results])), ...absent];
}
