import assert from "node:assert/strict";
import { createSystem, type Logger, supervisor } from "./mod.ts";
import type { Port } from "./port.ts";
import { counterProtocol } from "./test_actors/counter.ts";
import { keeperProtocol } from "./test_actors/keeper.ts";
import { untilWithin } from "./test_until.ts";
import { Traces } from "./traces.ts";
import type { TraceEntry } from "./types.ts";

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const until = untilWithin(10_000);

async function collect(trace: AsyncIterable<TraceEntry>, into: string[]): Promise<void> {
  for await (const { kind, direction } of trace) into.push(`${direction} ${kind}`);
}

Deno.test("a trace goes on with whoever takes the address next, in whatever place", async () => {
  const module = import.meta.resolve("./test_actors/counter.actor.ts");
  await using system = await createSystem(
    supervisor({ strategy: "one_for_one", children: [{ id: "pool", supervisor: { strategy: "dynamic" } }] }),
    { logger: silent },
  );
  assert.throws(() => system.trace("/root/pool/one"), /There is no \/root\/pool\/one in the tree/);
  const child = { id: "one", module, protocol: counterProtocol };
  const one = await system.start("/root/pool", { ...child });
  const heard: string[] = [];
  const reading = collect(system.trace("/root/pool/one"), heard);
  for (const place of ["local", { worker: "w" }, { process: "p" }] as const) {
    if (place !== "local") await system.start("/root/pool", { ...child, place });
    one.tell("Add", { by: 1 });
    assert.equal(await one.ask("Get", undefined), 1);
    await until(() => Promise.resolve(heard.length === 2));
    assert.deepEqual(heard.splice(0), ["in Add", "in Get"]);
    await system.stop("/root/pool/one");
  }
  await system.stop();
  await reading;
});

Deno.test("a trace goes on after an upgrade to another process", async () => {
  const [first, second] = ["keeper", "keeper2"].map((name) => import.meta.resolve(`./test_actors/${name}.actor.ts`));
  await using system = await createSystem(
    supervisor({ strategy: "one_for_one", children: [{ id: "keeper", module: first!, place: { process: "p" } }] }),
    { logger: silent },
  );
  const heard: string[] = [];
  const reading = collect(system.trace("/root/keeper"), heard);
  await system.upgrade("/root/keeper", second!);
  await system.whereis("/root/keeper", keeperProtocol).ask("Get", undefined);
  await until(() => Promise.resolve(heard.includes("in Get")));
  await system.stop();
  await reading;
});

Deno.test("nothing is kept of an address that nobody follows any more", async () => {
  const hearing = new Map<string, unknown>();
  const port = (name: string) => ({ trace: (hear: unknown) => hearing.set(name, hear) }) as unknown as Port;
  let living = port("first");
  const traces = new Traces(() => living);
  const [one, other] = [new AbortController(), new AbortController()];
  const readings = [one, other].map(({ signal }) => collect(traces.follow("/root/a", signal), []));
  traces.attach("/root/a", living = port("second"));
  one.abort();
  assert.deepEqual([traces.size, typeof hearing.get("second")], [1, "function"]);
  other.abort();
  assert.deepEqual([traces.size, hearing.get("second")], [0, undefined]);
  traces.attach("/root/a", port("third"));
  assert.equal(hearing.has("third"), false);
  await collect(traces.follow("/root/a", AbortSignal.abort()), []);
  assert.equal(traces.size, 0);
  await Promise.all(readings);
});
