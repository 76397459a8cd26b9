/**
 * Deterministic tests of actors: a clock that is turned, a seed that decides who runs next, and every actor in this isolate.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import { Cell } from "./cell.ts";
import { supervisor } from "./define.ts";
import { EmulatedHosts } from "./emulated_hosts.ts";
import { inlineModule } from "./loader.ts";
import { seededRandom } from "./random.ts";
import { SeededScheduler } from "./seeded_scheduler.ts";
import { LiveSystem } from "./system.ts";
import type {
  ActorRef,
  ChildSpec,
  DeadLetter,
  Duration,
  Logger,
  Protocol,
  SnapshotStore,
  SupervisorChild,
  SupervisorSpec,
  System,
  SystemOptions,
  Topic,
} from "./types.ts";
import { VirtualClock } from "./virtual_clock.ts";

export type { VirtualClock } from "./virtual_clock.ts";

/** Gives a declaration that was written inside a test an address for {@linkcode ChildSpec.module}. */
export const moduleOf: (declared: unknown) => string = inlineModule;

/** Hears a topic. */
export interface Probe<T> {
  /** Everything heard so far. */
  readonly got: readonly T[];
  /** The first value not yet taken; lets the actors run until there is one. @throws when none comes without turning the clock. */
  next(): Promise<T>;
  /**
   * Holds that nothing more was heard.
   * @throws when there is a value that was not taken.
   */
  none(): void;
}

/** What {@linkcode testKit} takes. */
export interface TestKitOptions {
  /** Decides who takes turns, and all random numbers; default 1. */
  readonly seed?: number;
  /** UTC milliseconds at which the clock stands at first; default 0. */
  readonly nowMs?: number;
  /** Default: silent. */
  readonly logger?: Logger;
  /** Where `persist` keeps states; default in memory. */
  readonly store?: SnapshotStore;
  /** See {@linkcode SystemOptions.detectCycles}; default on. */
  readonly detectCycles?: SystemOptions["detectCycles"];
}

/** A system in the hand of a test. Ends with `await using`. */
export interface TestKit extends AsyncDisposable {
  /** The seed it was made with. */
  readonly seed: number;
  /** Stands still until it is turned. */
  readonly clock: VirtualClock;
  /** Seeded like the schedule. */
  readonly random: () => number;
  /** Starts the tree; a kit has one system. */
  start(tree: SupervisorSpec): Promise<System>;
  /** Starts one child below `/root` (a dynamic supervisor, unless {@linkcode TestKit.start} was called before). */
  spawn<P extends Protocol>(child: ChildSpec<P>): Promise<ActorRef<P>>;
  /** The same for a whole subtree. */
  spawn(child: SupervisorChild): Promise<ActorRef>;
  /** The running system. */
  readonly system: System;
  /** Turns the clock; due timers fire in order, and the actors run to rest after each. */
  advance(duration: Duration): Promise<void>;
  /** Lets the actors run until nothing moves any more without turning the clock. */
  settle(): Promise<void>;
  /** Hears a topic from now on. */
  probe<T>(topic: Topic<T>): Probe<T>;
  /** Dead letters so far. */
  readonly deadLetters: readonly DeadLetter[];
  /** Lets the actor crash as if its code had thrown, and settles. */
  crash(path: string, error?: unknown): Promise<void>;
  /** Lets the actor of a worker or process hang: its whole group is found `hung` when the heartbeats were missed. */
  hang(path: string): void;
  /** Loses the next message of this kind to this actor. */
  drop(path: string, kind: string): void;
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const quietTurns = 8;

/** A fresh kit; the same seed gives the same run. */
export function testKit(options: TestKitOptions = {}): TestKit {
  return new Kit(options);
}

/**
 * Runs `test` with many seeds, so many orders in which actors can take turns. The first that fails is played again, printed
 * and thrown: `explore({ runs: 1, seed }, test)` repeats it alone.
 */
export async function explore(
  { runs, seed = 1 }: { readonly runs: number; readonly seed?: number },
  test: (kit: TestKit) => Promise<void>,
): Promise<void> {
  for (let run = 0; run < runs; run++) {
    const failure = await failureOf(seed + run, test);
    if (failure === undefined) continue;
    const again = await failureOf(seed + run, test);
    const replayed = again === undefined ? "did not fail again" : "failed again";
    const told = `Seed ${seed + run} fails (played again, it ${replayed}): explore({ runs: 1, seed: ${
      seed + run
    } }, …)`;
    console.error(told);
    throw new Error(told, { cause: failure.error });
  }
}

async function failureOf(
  seed: number,
  test: (kit: TestKit) => Promise<void>,
): Promise<{ readonly error: unknown } | undefined> {
  try {
    await using kit = testKit({ seed });
    await test(kit);
    return undefined;
  } catch (error) {
    return { error };
  }
}

class Kit implements TestKit {
  readonly seed: number;
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly deadLetters: DeadLetter[] = [];
  readonly #scheduler: SeededScheduler;
  readonly #options: TestKitOptions;
  #live: LiveSystem | undefined;
  #hosts: EmulatedHosts | undefined;

  constructor(options: TestKitOptions) {
    this.#options = options;
    this.seed = options.seed ?? 1;
    this.clock = new VirtualClock(options.nowMs ?? 0);
    this.random = seededRandom(this.seed);
    this.#scheduler = new SeededScheduler(seededRandom(this.seed ^ 0x5eed));
  }

  get system(): System {
    return this.#running();
  }

  async start(tree: SupervisorSpec): Promise<System> {
    if (this.#live !== undefined) throw new Error("This test kit already runs a system");
    const { clock, random } = this;
    const { logger = silent, store, detectCycles = true } = this.#options;
    const options = { clock, random, logger, detectCycles, ...(store === undefined ? {} : { store }) };
    const live = new LiveSystem(tree, options, {
      scheduler: this.#scheduler,
      hosts: (system) => this.#hosts = new EmulatedHosts(system),
    });
    this.#live = live;
    void this.#collect(live);
    await live.boot();
    return live;
  }

  async spawn<P extends Protocol>(child: ChildSpec<P> | SupervisorChild): Promise<ActorRef<P>> {
    if (this.#live === undefined) await this.start(supervisor({ strategy: "dynamic" }));
    return await this.#running().start<P>("/root", child as ChildSpec<P>);
  }

  advance(duration: Duration): Promise<void> {
    return this.clock.advance(duration, () => this.settle());
  }

  async settle(): Promise<void> {
    for (let quiet = 0, seen = -1; quiet < quietTurns; quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (seen !== this.#scheduler.steps || !this.#scheduler.idle || (this.#live?.loading ?? 0) > 0) quiet = 0;
      seen = this.#scheduler.steps;
    }
  }

  probe<T>(topic: Topic<T>): Probe<T> {
    const got: T[] = [];
    let taken = 0;
    this.system.subscribe(topic, (value) => got.push(value));
    return {
      got,
      next: async () => {
        if (taken >= got.length) await this.settle();
        if (taken >= got.length) throw new Error(`No further value on topic ${topic.name}; ${taken} were taken`);
        return got[taken++] as T;
      },
      none: () => {
        if (taken >= got.length) return;
        throw new Error(`Topic ${topic.name} has values that were not taken: ${Deno.inspect(got.slice(taken))}`);
      },
    };
  }

  async crash(path: string, error: unknown = new Error("crashed by the test")): Promise<void> {
    const { port } = this.#running().child(path);
    if (port === undefined) throw new Error(`${path} is no running actor`);
    port.crash(error);
    await this.settle();
  }

  hang(path: string): void {
    this.#hosts?.hang(path);
  }

  drop(path: string, kind: string): void {
    const target = this.#running().isolate.targets.get(path);
    if (!(target instanceof Cell)) throw new Error(`${path} is no running actor`);
    const before = target.inbox.intake;
    target.inbox.intake = (envelope) => {
      if (envelope.kind !== kind) return before?.(envelope) ?? true;
      target.inbox.intake = before;
      return false;
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#live === undefined) return;
    let stopped = false;
    const stopping = this.#live.stop().finally(() => stopped = true);
    await this.settle();
    // Ends that wait for a time-out get it.
    while (!stopped && this.clock.step(Infinity)) await this.settle();
    await stopping;
  }

  #running(): LiveSystem {
    if (this.#live === undefined) throw new Error("Nothing runs yet: call start or spawn first");
    return this.#live;
  }

  async #collect(live: LiveSystem): Promise<void> {
    for await (const letter of live.deadLetters()) this.deadLetters.push(letter);
  }
}
