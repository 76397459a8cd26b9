/** This runtime's contests: one actor that counts trades, wherever it is placed. */
import {
  type ActorRef,
  type ChildSpec,
  createSystem,
  type Place,
  supervisor,
  type System,
} from "../../actors/runtime/mod.ts";
import { type Contest, millis, pause, sixtyFour } from "./measure.ts";
import { benchProtocol } from "./protocol.ts";
import { someTrade } from "./trade.ts";

type Ref = ActorRef<typeof benchProtocol>;

const module = import.meta.resolve("./bench.actor.ts");
const silent = { debug() {}, info() {}, warn() {}, error() {} };
/** Longer than it takes until the next worker stands in reserve. */
const restockedMs = 800;

/** A system with one actor. */
export interface Stage extends AsyncDisposable {
  readonly ref: Ref;
  readonly system: System;
  readonly place: Place;
}

/** Starts it; its place's host is running. */
export async function openStage(place: Place): Promise<Stage> {
  const system = await runOne({ id: "bench", module, place });
  const ref = system.whereis("/root/bench", benchProtocol);
  await ref.ask("Get", undefined);
  return { ref, system, place, [Symbol.asyncDispose]: () => system[Symbol.asyncDispose]() };
}

/** The sender stays at most two steps ahead of the receiver, as a sender with manners would. */
export function tells({ ref }: Stage, count: number): Contest {
  let fence: Promise<unknown> = Promise.resolve();
  return {
    count,
    step: 2_000,
    work: async (from, to) => {
      for (let id = from; id < to; id++) ref.tell("Trade", someTrade(id));
      const before = fence;
      fence = ref.ask("Get", undefined);
      await (to >= count ? fence : before);
    },
  };
}

/** Asks, each with a time-out: `count` one after another, and `together` sixty-four at a time. */
export function asks(
  { ref }: Stage,
  count: number,
  together: number,
): { readonly one: Contest; readonly sixtyFour: Contest } {
  const ask = () => ref.ask("Get", undefined, { timeout: 5_000 });
  return {
    one: { count, step: 1, work: ask },
    sixtyFour: { count: together, step: 64, work: () => sixtyFour(ask) },
  };
}

/** Milliseconds from a crash to the answer of the next incarnation, in a host that goes on. */
export function crashed({ ref }: Stage): Promise<number> {
  return millis(50, () => {
    ref.tell("Crash");
    return ref.ask("Get", undefined);
  });
}

/** Milliseconds from the end of the host to the answer from the next one. */
export function killed({ ref, system, place }: Stage): Promise<number> {
  return millis(5, async () => {
    await system.killHost(place);
    await ref.ask("Get", undefined, { timeout: "30s" });
  }, () => restocked(place));
}

/** Milliseconds from an endless loop to the answer of the next host, with three heartbeats of 100 ms. */
export async function hung(place: Place): Promise<number> {
  await using system = await runOne({ id: "hung", module, place, heartbeat: { every: "100ms", misses: 3 } });
  const ref = system.whereis("/root/hung", benchProtocol);
  return await millis(5, async () => {
    ref.tell("Hang");
    await ref.ask("Get", undefined, { timeout: "30s" }).catch(() => ref.ask("Get", undefined, { timeout: "30s" }));
  });
}

/** Milliseconds until a hundred actors of a new place answer; a new worker is the one that stood in reserve. */
export async function hundred(place: Place): Promise<number> {
  await using system = await runOne({ id: "first", module, place: place === "local" ? "local" : { worker: "first" } });
  await restocked(place);
  return await millis(5, async () => {
    const refs = await Promise.all(
      numbered(100, (n) => system.start("/root", { id: `a${n}`, module, protocol: benchProtocol, place })),
    );
    await Promise.all(refs.map((ref) => ref.ask("Get", undefined)));
  }, async () => {
    await Promise.all(numbered(100, (n) => system.stop(`/root/a${n}`)));
    await restocked(place);
  });
}

/** A worker is followed by the one in reserve, which is there after a while. */
function restocked(place: Place): Promise<void> {
  return pause(typeof place === "object" && "worker" in place ? restockedMs : 0);
}

function numbered<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

function runOne(child: ChildSpec): Promise<System> {
  return createSystem(supervisor({ strategy: "dynamic", intensity: 1_000_000, children: [child] }), {
    logger: silent,
  });
}
