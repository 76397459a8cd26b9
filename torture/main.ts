/** The torture's command line: `deno task torture --kills 100 --seed 7`. Ends with 1 when anything differs. */
import { parseTorture, usageWith } from "./arguments.ts";
import type { Disaster } from "./disaster.ts";
import { linesOf } from "./figures.ts";
import { KILLS } from "./kills.ts";
import { torture } from "./run.ts";

/** Every disaster that there is. */
const DISASTERS: readonly Disaster[] = [KILLS];

if (import.meta.main) {
  try {
    if (!await main()) Deno.exit(1);
  } catch (error) {
    console.error(error instanceof TypeError ? error.message : error);
    Deno.exit(2);
  }
}

async function main(): Promise<boolean> {
  const names = DISASTERS.map(({ name }) => name);
  const flags = parseTorture(Deno.args, names);
  if (flags === "help") {
    console.log(usageWith(names));
    return true;
  }
  const disaster = DISASTERS.find(({ name }) => name === flags.disaster)!;
  const outcome = await torture(flags, disaster, (line) => console.log(line));
  for (const line of linesOf(outcome)) console.log(line);
  return outcome.differences.length === 0;
}
