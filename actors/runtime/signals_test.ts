import assert from "node:assert/strict";
import { childrenOf } from "./chaos/processes.ts";
import { createSystem, type Logger, supervisor } from "./mod.ts";
import { untilWithin } from "./test_until.ts";

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const until = untilWithin(10_000);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`${signal} reaches the whole group of processes, and the platform alone ends its actors`, async () => {
    const program = new URL("./test_actors/group_main.ts", import.meta.url).pathname;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", program],
      stdout: "piped",
      stderr: "inherit",
      detached: true,
    }).spawn();
    let said = "";
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      const wasReady = said.includes("ready");
      said += text;
      if (!wasReady && said.includes("ready")) {
        Deno.kill(-child.pid, signal);
      }
    }
    assert.equal((await child.status).code, 0);
    assert.equal(said, "ready\nstopped with 4\n");
  });
}

Deno.test("a process that spins before its actor is loaded is deaf to SIGTERM, and gone when it is stopped", async () => {
  await using system = await createSystem(supervisor({ strategy: "dynamic" }), { logger: silent });
  const declared = "export default {protocol:{},args:{parse(){}},init(){},on:{}};for(;;);";
  // By its unusual heap this test knows its own process.
  const pids = () => childrenOf(Deno.pid).filter((pid) => commandOf(pid).includes("--max-old-space-size=77"));
  for (const stop of ["the actor", "the system"] as const) {
    const starting = assert.rejects(
      system.start("/root", {
        id: "deaf",
        module: `data:application/javascript,${declared}`,
        place: { process: "deaf", maxHeap: "77MiB" },
      }),
      /Cannot start \/root\/deaf: killed/,
    );
    await until(() => pids().length === 1 && isBusy(pids()[0] ?? 0));
    const [pid] = pids();
    assert.ok(pid !== undefined);
    Deno.kill(pid, "SIGTERM");
    const spun = ticksOf(pid);
    await until(() => pids().length === 0 || ticksOf(pid) >= spun + 10); // it spins on, or has gone
    assert.deepEqual(pids(), [pid]);
    const began = performance.now();
    await system.stop(stop === "the actor" ? "/root/deaf" : undefined);
    await starting;
    await until(() => pids().length === 0);
    assert.ok(performance.now() - began < 3_000);
  }
});

function commandOf(pid: number): string {
  return readProc(`/proc/${pid}/cmdline`);
}

/** True once it has been at work for 300 ms: its start is over, and it spins. */
function isBusy(pid: number): boolean {
  return ticksOf(pid) >= 30;
}

/** For how many hundredths of a second it has been at work. */
function ticksOf(pid: number): number {
  return Number(readProc(`/proc/${pid}/stat`).split(" ")[13] ?? 0);
}

function readProc(file: string): string {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    // It has just ended.
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
