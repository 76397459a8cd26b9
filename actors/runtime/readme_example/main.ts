import { createSystem, supervisor } from "../mod.ts";
import { tallyProtocol } from "./tally.actor.ts";

const tree = supervisor({
  strategy: "one_for_one",
  intensity: 3,
  period: "1m",
  children: [{
    id: "tally",
    module: import.meta.resolve("./tally.actor.ts"),
    args: { from: 10 },
    place: { worker: "sums" },
  }],
});

/** Counts, crashes and counts again. */
export async function main(): Promise<number[]> {
  await using system = await createSystem(tree, { logger: { debug() {}, info() {}, warn() {}, error() {} } });
  const tally = system.whereis("/root/tally", tallyProtocol);
  tally.tell("Count", { by: 5 });
  const before = await tally.ask("GetCount", undefined, { timeout: "1s" });
  tally.tell("Count", { by: 9_999 });
  tally.tell("Count", { by: 1 });
  const after = await tally.ask("GetCount", undefined, { timeout: "1s" });
  return [before, after];
}
