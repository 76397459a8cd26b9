/**
 * A part of `deno task build`: bundles the programs of contained processes, so that the platform starts them without a
 * bundler. Without it each is bundled when it is first needed.
 */
import { bundledProgram } from "./actors/runtime/child_command.ts";
import { buildProgram, BUILT_FOLDER } from "./sandbox/program.ts";

const here = (path: string) => new URL(path, import.meta.url);
const PROGRAMS = [
  here("./backtest/child.ts"),
  here("./backtest/sweep_child.ts"),
  bundledProgram(here("./actors/strategy_runner.actor.ts").href),
];

if (import.meta.main) {
  await Deno.mkdir(BUILT_FOLDER, { recursive: true });
  await Deno.remove(BUILT_FOLDER, { recursive: true }); // those of before
  for (const program of PROGRAMS) {
    const path = await buildProgram(program);
    console.log(`${((await Deno.stat(path)).size / 1024).toFixed(1).padStart(8)} kB  ${path.split("/").at(-1)}`);
  }
}
