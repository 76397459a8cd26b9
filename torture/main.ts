/** The torture's command line: `deno task torture --kills 100 --seed 7`. Ends with 1 when anything differs. */
import { parseTorture, usageWith } from "./arguments.ts";
import { DISASTERS } from "./disasters.ts";
import { linesOf } from "./figures.ts";
import { torture } from "./run.ts";

if (import.meta.main) {
  try {
    if (!await main()) Deno.exit(1);
  } catch (error) {
    console.error(error instanceof TypeError ? error.message : error);
    Deno.exit(2);
  }
}

async function main(): Promise<boolean> {
  const names = Object.keys(DISASTERS);
  const flags = parseTorture(Deno.args, names);
  if (flags === "help") {
    console.log(usageWith(names));
    return true;
  }
  const outcome = await torture(flags, DISASTERS[flags.disaster]!, (line) => console.log(line));
  for (const line of linesOf(outcome)) console.log(line);
  return outcome.differences.length === 0;
}
