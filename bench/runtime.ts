/**
 * Figures of the actor runtime, beside what the machine could do without it: read the ratio, the machine's day varies.
 */
import {
  type ActorRef,
  type ChildSpec,
  createSystem,
  type Place,
  supervisor,
  type System,
} from "../actors/runtime/mod.ts";
import type { Figure } from "./figure.ts";
import { handWrittenAsks, handWrittenTells, rawPostMessage } from "./runtime_parts/limits.ts";
import { millis, perSecond } from "./runtime_parts/measure.ts";
import { benchProtocol, someTrade } from "./runtime_parts/protocol.ts";

type Ref = ActorRef<typeof benchProtocol>;

const module = import.meta.resolve("./runtime_parts/bench.actor.ts");
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const places: Readonly<Record<"local" | "worker" | "process", Place>> = {
  local: "local",
  worker: { worker: "bench" },
  process: { process: "bench" },
};

/** Measures everything; takes about half a minute. */
export async function benchRuntime(): Promise<Figure[]> {
  const tellLimit = await handWrittenTells();
  const askLimit = await handWrittenAsks();
  const raw = await rawPostMessage();
  const figures: Figure[] = [
    { name: "hand-written mailbox, tell", value: tellLimit, unit: "msg/s", note: "limit" },
    { name: "hand-written mailbox, ask, no time-out", value: askLimit, unit: "ask/s", note: "limit" },
    { name: "raw postMessage, one by one", value: raw.single, unit: "msg/s", note: "limit" },
    { name: "raw postMessage, arrays of 128", value: raw.arrays, unit: "msg/s", note: "limit" },
    { name: "raw postMessage, round trip", value: raw.roundTrip, unit: "ask/s", note: "limit" },
  ];
  for (const [name, place] of Object.entries(places)) {
    const limits = name === "local" ? { tell: tellLimit, ask: askLimit } : { tell: raw.arrays, ask: raw.roundTrip };
    figures.push(...await ratesIn(name, place, limits));
  }
  figures.push(await hundredInAFreshWorker());
  return figures;
}

async function ratesIn(name: string, place: Place, limits: { tell: number; ask: number }): Promise<Figure[]> {
  await using system = await runOne({ id: "bench", module, place });
  const ref = system.whereis("/root/bench", benchProtocol);
  const tells = await tellsPerSecond(ref, name === "local" ? 1_000_000 : 200_000);
  const asks = await perSecond(name === "local" ? 200_000 : 5_000, 1, () => ref.ask("Get", undefined));
  const pipelined = await perSecond(name === "local" ? 256_000 : 64_000, 64, () => sixtyFour(ref));
  const restart = await millis(50, () => {
    ref.tell("Crash");
    return ref.ask("Get", undefined);
  });
  const replaced = place === "local" ? [] : [{
    name: `${name}: host killed → next answer`,
    value: await millis(9, async () => {
      await system.killHost(place);
      await ref.ask("Get", undefined, { timeout: "30s" });
    }, () => pause(800)),
    unit: "ms",
  }];
  return [
    { name: `${name}: tell`, value: tells, unit: "msg/s", note: share(tells, limits.tell) },
    { name: `${name}: ask, one after another`, value: asks, unit: "ask/s", note: share(asks, limits.ask) },
    { name: `${name}: ask, 64 at a time`, value: pipelined, unit: "ask/s" },
    { name: `${name}: crash → next answer`, value: restart, unit: "ms" },
    ...replaced,
  ];
}

/** The sender stays at most two steps ahead of the receiver, as a sender with manners would. */
async function tellsPerSecond(ref: Ref, count: number): Promise<number> {
  let fence: Promise<unknown> = Promise.resolve();
  return await perSecond(count, 2_000, async (from, to) => {
    for (let id = from; id < to; id++) ref.tell("Trade", someTrade(id));
    const before = fence;
    fence = ref.ask("Get", undefined);
    await (to === count ? fence : before);
  });
}

function sixtyFour(ref: Ref): Promise<unknown> {
  return Promise.all(Array.from({ length: 64 }, () => ref.ask("Get", undefined)));
}

/** The worker is fresh, but was started in reserve when the first group had its own. */
async function hundredInAFreshWorker(): Promise<Figure> {
  await using system = await runOne({ id: "first", module, place: { worker: "first" } });
  const value = await millis(5, async () => {
    await Promise.all(
      numbered(100, (n) => system.start("/root", { id: `a${n}`, module, place: { worker: "hundred" } })),
    );
    await system.whereis("/root/a99", benchProtocol).ask("Get", undefined);
  }, async () => {
    await Promise.all(numbered(100, (n) => system.stop(`/root/a${n}`)));
    await pause(800);
  });
  return { name: "100 actors into a fresh worker", value, unit: "ms" };
}

function numbered<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

function runOne(child: ChildSpec): Promise<System> {
  return createSystem(supervisor({ strategy: "dynamic", intensity: 1_000_000, children: [child] }), {
    logger: silent,
  });
}

function share(value: number, limit: number): string {
  return `${Math.round((value / limit) * 100)} % of the limit`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
