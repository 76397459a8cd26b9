import assert from "node:assert/strict";
import { type ChildSpec, createSystem, type Logger, supervisor, type System, type TreeNode } from "./mod.ts";
import { counterProtocol, numbers } from "./test_actors/counter.ts";
import { untilWithin } from "./test_until.ts";

const module = import.meta.resolve("./test_actors/counter.actor.ts");
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

function oneIn(child: Partial<ChildSpec> = {}, logger = silent): Promise<System> {
  return createSystem(
    supervisor({
      strategy: "one_for_one",
      intensity: 100,
      children: [
        { id: "runner", module, place: { process: "runner", maxHeap: "64MiB" }, ...child },
        { id: "guard", module, args: { watch: "/root/runner" } },
      ],
    }),
    { logger },
  );
}

async function runnerOf(system: System): Promise<TreeNode> {
  const [node] = (await system.tree()).children;
  assert.ok(node);
  return node;
}

const until = untilWithin(10_000);

Deno.test("an actor in a process is told and asked, and may do nothing else", async () => {
  await using system = await oneIn();
  const runner = system.whereis("/root/runner", counterProtocol);
  for (let n = 1; n <= 1_000; n++) runner.tell("Add", { by: n });
  assert.equal(await runner.ask("Get", undefined), 500_500);
  assert.equal(await runner.ask("Nothing", undefined), undefined);
  await assert.rejects(runner.ask("WrongAnswer", undefined), { code: "invalid" });
  for (const what of ["read", "env", "run", "net", "import"] as const) {
    assert.match(await runner.ask("Try", { what }), /NotCapable|TypeError/);
  }
  const { sent, handled, dead, queued } = system.counts();
  assert.equal(sent, handled + dead + queued);
});

Deno.test("a bundled process works alike, from one file, and has no permissions to give", async () => {
  await using system = await oneIn({ place: { process: "runner", bundled: true, maxHeap: "64MiB" } });
  const runner = system.whereis("/root/runner", counterProtocol);
  for (let n = 1; n <= 1_000; n++) runner.tell("Add", { by: n });
  assert.equal(await runner.ask("Get", undefined), 500_500);
  for (const what of ["read", "env", "run", "net", "import"] as const) {
    assert.match(await runner.ask("Try", { what }), /NotCapable|TypeError/);
  }
  const permitted = { process: "runner", bundled: true, permissions: { read: true } } as const;
  await assert.rejects(oneIn({ place: permitted }), /The bundled process runner has permissions; expected none/);
});

Deno.test("a bundled process that eats its heap, or buffers beside it, ends too", async () => {
  for (const [fault, expected] of [["EatHeap", /oom/], ["EatBuffers", /oom|Array buffer allocation failed/]] as const) {
    const place = { process: "runner", bundled: true, maxHeap: "64MiB" } as const;
    await using system = await oneIn({ place, heartbeat: { every: "500ms", misses: 20 } });
    system.whereis("/root/runner", counterProtocol).tell(fault);
    await until(async () => (await runnerOf(system)).restarts === 1);
    const { lastExit } = await runnerOf(system);
    assert.match(`${lastExit?.kind} ${lastExit?.error?.message}`, expected);
  }
});

Deno.test("a process reaches only what its place says", async () => {
  const reach = { tell: ["/root/gu*"], publish: ["numbers"] };
  for (
    const [place, expected] of [
      [{ process: "runner" }, { asked: "invalid", heard: [] }],
      [{ process: "runner", reach }, { asked: 0, heard: [4] }],
    ] as const
  ) {
    await using system = await oneIn({ place });
    const runner = system.whereis("/root/runner", counterProtocol);
    const heard: number[] = [];
    system.subscribe(numbers, ({ n }) => heard.push(n));
    runner.tell("Publish", { n: 4 });
    assert.equal(await runner.ask("AskOther", { path: "/root/guard" }), expected.asked);
    assert.deepEqual(heard, expected.heard);
  }
});

Deno.test("a hanging process is killed and answers again", async () => {
  await using system = await oneIn({ heartbeat: { every: "100ms", misses: 3 } });
  const runner = system.whereis("/root/runner", counterProtocol);
  runner.tell("Spin");
  await assert.rejects(runner.ask("Get", undefined), { code: "crash" });
  assert.equal(await runner.ask("Get", undefined), 0);
  assert.deepEqual(await system.whereis("/root/guard", counterProtocol).ask("Ends", undefined), ["/root/runner hung"]);
});

Deno.test("a process that eats its heap, or buffers beside it, ends as out of memory", async () => {
  for (const fault of ["EatHeap", "EatBuffers"] as const) {
    await using system = await oneIn({ heartbeat: { every: "500ms", misses: 20 } });
    const runner = system.whereis("/root/runner", counterProtocol);
    runner.tell(fault);
    await until(async () => (await runnerOf(system)).restarts === 1);
    assert.equal((await runnerOf(system)).lastExit?.kind, "oom", fault);
    assert.equal(await runner.ask("Get", undefined), 0);
  }
});

Deno.test("a process that writes without end or multiplies its threads is ended", async () => {
  for (
    const [fault, expected] of [
      [["Flood", { newlines: true }], /too much/],
      [["Flood", { newlines: false }], /too much/],
      [["Workers", undefined], /oom|ran \d+ threads/],
    ] as const
  ) {
    await using system = await oneIn({ heartbeat: { every: "500ms", misses: 20 } });
    const runner = system.whereis("/root/runner", counterProtocol);
    const [kind, payload] = fault;
    if (kind === "Flood") runner.tell(kind, payload);
    else runner.tell(kind);
    await until(async () => (await runnerOf(system)).restarts === 1);
    const { lastExit } = await runnerOf(system);
    assert.match(lastExit?.error?.message ?? lastExit?.kind ?? "", expected);
  }
});

Deno.test("a killed process is replaced, what waited for it is kept", async () => {
  await using system = await oneIn();
  const runner = system.whereis("/root/runner", counterProtocol);
  await system.killHost({ process: "runner" });
  runner.tell("Add", { by: 3 });
  assert.equal(await runner.ask("Get", undefined), 3);
  assert.equal((await runnerOf(system)).lastExit?.kind, "killed");
});

Deno.test("a process that exits, throws or prints on the link's own line is survived", async () => {
  const lines: string[] = [];
  const logger: Logger = { ...silent, warn: (line) => lines.push(line), info: (line) => lines.push(line) };
  await using system = await oneIn({}, logger);
  const runner = system.whereis("/root/runner", counterProtocol);
  runner.tell("Print", { text: "[[1" });
  assert.equal(await runner.ask("Get", undefined), 0);
  assert.equal(lines.filter((line) => line === "[[1").length, 2);
  runner.tell("Throw");
  await until(async () => (await runnerOf(system)).restarts === 1);
  runner.tell("Leave", { code: 7 });
  await until(async () => (await runnerOf(system)).restarts === 2);
  assert.match((await runnerOf(system)).lastExit?.error?.message ?? "", /ended with code 7/);
  assert.equal(await runner.ask("Get", undefined), 0);
});

Deno.test("a process that reports nonsense in the link's own words harms nobody, and is counted", async () => {
  const lines: string[] = [];
  await using system = await oneIn({}, { ...silent, warn: (line) => lines.push(line) });
  const runner = system.whereis("/root/runner", counterProtocol);
  const hostile = [
    '[["call",1,"load",[{"toString":1}]]]',
    '[["dead",{"to":{}}],["trace",1,7],["exited",1,1,{"kind":"bored"}],["started",1,1,null]]',
    `[["answer",99,${"[".repeat(50_000)}${"]".repeat(50_000)}]]`,
  ];
  for (const text of hostile) runner.tell("Print", { text: `\n${text}\n` });
  assert.equal(await runner.ask("Get", undefined), 0);
  assert.equal((await runnerOf(system)).restarts, 0);
  assert.ok(lines.includes("It reported what is not understood, 5 times so far"), lines.join("\n"));
});

Deno.test("a process whose module does not load fails by name", async () => {
  await assert.rejects(
    oneIn({ module: "data:application/javascript,throw new Error('bad module')" }),
    /Cannot start \/root\/runner: .*bad module/s,
  );
});
