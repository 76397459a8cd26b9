/**
 * Walks alone in a process, so that what it leaves behind is nobody else's: `walk_main.ts <seed> <faults>` writes one line
 * of JSON, a {@linkcode WalkReport}, and ends by itself when nothing is left that keeps it alive.
 */
import { createSystem, type Logger, supervisor, type System } from "../mod.ts";
import { type Belongings, belongings, hearsSignals, leftOpen } from "./belongings.ts";
import { tree } from "./tree.ts";
import { complaints } from "./verdict.ts";
import { Walk } from "./walk.ts";

/** What happened, and what is left. */
export interface WalkReport {
  readonly faults: Readonly<Record<string, number>>;
  readonly asked: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly complaints: readonly string[];
  readonly counts: { readonly sent: number; readonly handled: number; readonly dead: number; readonly queued: number };
  readonly before: Belongings;
  readonly after: Belongings;
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const looks = 600;

async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Opens a worker and a process once: what Deno itself keeps open from then on is no leak. */
async function warmUp(): Promise<void> {
  const module = import.meta.resolve("./victim.actor.ts");
  await using _system = await createSystem(
    supervisor({
      strategy: "one_for_one",
      children: [
        { id: "w", module, place: { worker: "w" } },
        { id: "p", module, place: { process: "p" } },
      ],
    }),
    { logger: silent },
  );
}

/** The look before the walk, once Deno has opened what it opens by itself, and what the warm-up used is given back. */
async function atRest(): Promise<Belongings> {
  for (let look = 0; look < looks && (!hearsSignals() || belongings().workers > 0); look++) await pause();
  await pause();
  return belongings();
}

/** Asks again until nobody complains, for a while. */
async function settled(system: System, walk: Walk): Promise<string[]> {
  let found = await complaints(system, walk);
  for (let look = 0; look < looks && found.length > 0; look++) {
    await pause();
    found = await complaints(system, walk);
  }
  return found;
}

/** The last look, once threads and files that are being given back are gone. */
async function leftovers(before: Belongings): Promise<Belongings> {
  let now = belongings();
  for (let look = 0; look < looks && exceeds(now, before); look++) {
    await pause();
    now = belongings();
  }
  return now;
}

function exceeds(now: Belongings, before: Belongings): boolean {
  return leftOpen(before, now).length > 0 || now.processes.length > 0 || now.workers > 0;
}

async function walkThrough(seed: number, faults: number): Promise<Omit<WalkReport, "before" | "after">> {
  await using system = await createSystem(tree, { logger: silent });
  const walk = new Walk(system, seed);
  await walk.run(faults);
  const found = await settled(system, walk);
  return {
    faults: walk.faults,
    asked: walk.asked,
    outcomes: walk.outcomes,
    complaints: found,
    counts: system.counts(),
  };
}

if (import.meta.main) {
  const [seed, faults] = Deno.args.map(Number) as [number, number];
  await warmUp();
  const before = await atRest();
  const walked = await walkThrough(seed, faults);
  const report: WalkReport = { ...walked, before, after: await leftovers(before) };
  console.log(JSON.stringify(report));
}
