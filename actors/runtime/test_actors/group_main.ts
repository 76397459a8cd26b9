/** A program with one actor in a process, which it stops in order on a signal; it prints what happened as lines. */
import { createSystem, supervisor } from "../mod.ts";
import { counterProtocol } from "./counter.ts";

const say = (text: string) => console.log(text);
const module = import.meta.resolve("./counter.actor.ts");
const system = await createSystem(
  supervisor({ strategy: "one_for_one", children: [{ id: "runner", module, place: { process: "runner" } }] }),
  { logger: { debug() {}, info: say, warn: say, error: say } },
);
const stop = async () => {
  // The process has had the signal for a while by now.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const total = await system.whereis("/root/runner", counterProtocol).ask("Get", undefined).catch(String);
  await system.stop();
  say(`stopped with ${total}`);
  Deno.exit(0);
};
for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, stop);
system.whereis("/root/runner", counterProtocol).tell("Add", { by: 4 });
await system.whereis("/root/runner", counterProtocol).ask("Get", undefined);
say("ready");
