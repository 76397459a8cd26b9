/** A tree of a hundred victims: local ones, ones in seven workers and ones in eight processes. */
import { type ChildSpec, type Place, supervisor, type SupervisorSpec } from "../mod.ts";

/** One victim, and what its spec lets us expect of it. */
export interface Victim {
  readonly path: string;
  readonly place: Place;
  /** `back`: it must run in the end; `once`: it must never run again after an end; `fragile`: its supervisor bears one. */
  readonly fate: "back" | "once" | "fragile";
}

const module = import.meta.resolve("./victim.actor.ts");
const heartbeat = { every: "100ms", misses: 5 } as const;
const forEver = 1_000_000;
const workers = 7;
const processes = 8;

function named(prefix: string, count: number, child: (n: number) => Partial<ChildSpec>): ChildSpec[] {
  return Array.from({ length: count }, (_, n) => ({ id: `${prefix}${n}`, module, ...child(n) }));
}

const inWorkers = named("w", 56, (n) => ({ place: { worker: `worker-${n % workers}` }, heartbeat }));
const inProcesses = named("p", 16, (n) => ({
  place: { process: `process-${n % processes}`, maxHeap: "32MiB" },
  restart: n % 4 === 0 ? "transient" : "permanent",
  heartbeat,
}));
const onlyOnce = named("t", 8, (n) => ({ place: { worker: `worker-${n % 2}` }, restart: "temporary", heartbeat }));
const fragile = ["a", "b", "c"];

const branches: Record<string, SupervisorSpec> = {
  workers: supervisor({ strategy: "one_for_one", intensity: forEver, children: inWorkers }),
  processes: supervisor({
    strategy: "one_for_one",
    backoff: { min: "10ms", max: "200ms", jitter: 0.2 },
    children: inProcesses,
  }),
  chain: supervisor({ strategy: "rest_for_one", intensity: forEver, children: named("c", 4, () => ({})) }),
  crew: supervisor({ strategy: "one_for_all", intensity: forEver, children: named("o", 4, () => ({})) }),
  once: supervisor({ strategy: "one_for_one", intensity: forEver, children: onlyOnce }),
  ...Object.fromEntries(fragile.map((name) => [
    `fragile-${name}`,
    supervisor({ strategy: "one_for_one", intensity: 1, period: "1h", children: named("f", 4, () => ({})) }),
  ])),
};

/** The tree. The fragile branches are not started again. */
export const tree = supervisor({
  strategy: "one_for_one",
  intensity: forEver,
  children: Object.entries(branches).map(([id, spec]) => ({
    id,
    supervisor: spec,
    restart: id.startsWith("fragile") ? "temporary" : "permanent",
  })),
});

/** All hundred. */
export const victims: readonly Victim[] = Object.entries(branches).flatMap(([branch, { children = [] }]) =>
  children.map((child) => ({
    path: `/root/${branch}/${child.id}`,
    place: "place" in child && child.place !== undefined ? child.place : "local",
    fate: branch.startsWith("fragile") ? "fragile" : branch === "once" ? "once" : "back",
  }))
);
