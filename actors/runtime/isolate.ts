/**
 * What the actors of one isolate share: the registry of addresses, the topics, the deadlines, the order of turns.
 *
 * What lies beyond the isolate (other isolates, supervisors, the log, the store) is the {@linkcode World}.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { Deadlines } from "./deadlines.ts";
import { AskCycles, type Probe } from "./ask_cycles.ts";
import type { Envelope } from "./envelope.ts";
import { Both, type Observed, type Observer } from "./observer.ts";
import type { Scheduler } from "./scheduler.ts";
import { TopicRegistry } from "./topics.ts";
import { Tracing } from "./tracing.ts";
import type { ChildSpec, DeadLetter, Down, SnapshotStore, SupervisorChild, TimerClock } from "./types.ts";

/** Takes messages for one address: an actor here, or the way to one elsewhere. */
export interface Target {
  readonly path: string;
  /** True once nobody will ever answer here; look the path up again. */
  readonly gone: boolean;
  deliver(envelope: Envelope): void;
  /** Present where the address is in another isolate: asks there for whom its actor waits. */
  probe?(probe: Probe): void;
}

/** The level of a log line. */
export type Level = "debug" | "info" | "warn" | "error";

/** What an isolate asks of the world around it. */
export interface World {
  readonly store: SnapshotStore;
  /** The way to an address that is not here. */
  elsewhere(path: string): Target;
  /** A value for those who hear the topic beyond this isolate. */
  announce(name: string, key: string | undefined, value: unknown): void;
  interestChanged(name: string, key: string | undefined, wanted: boolean): void;
  watch(path: string, ended: (down: Down) => void): () => void;
  spawn(parent: string, child: ChildSpec): Promise<string>;
  startChild(parent: string, child: ChildSpec | SupervisorChild): Promise<string>;
  stopChild(path: string): Promise<void>;
  log(level: Level, path: string, message: string, fields?: Record<string, unknown>): void;
  deadLetter(letter: DeadLetter): void;
  /** Actors that awaited one another; the first of the way is the last, too. */
  cycleFound(way: readonly string[]): void;
}

/** One side of every conversation that must know whose code is running when a promise is rejected and nobody listens. */
export interface Culprit {
  blame(error: unknown): void;
}

/** Messages counted since the isolate began. */
export interface Tally {
  sent: number;
  handled: number;
  dead: number;
}

const askFailure = {
  noproc: ["noproc", "no such actor"],
  stopped: ["noproc", "the actor has stopped"],
  overflow: ["overflow", "its mailbox is full"],
  invalid: ["invalid", "the message does not fit the protocol"],
  crash: ["crash", "the actor crashed"],
  killed: ["crash", "the actor was killed"],
} as const;

/** The shared parts of one isolate. */
export class Isolate {
  readonly targets = new Map<string, Target>();
  readonly topics: TopicRegistry;
  readonly deadlines: Deadlines;
  readonly tally: Tally = { sent: 0, handled: 0, dead: 0 };
  /** Which incarnation's code is running. */
  readonly running = new AsyncLocalStorage<Culprit>();
  /** Looks on while messages are handled. */
  observer: Observer | undefined;
  tracing: Tracing | undefined;
  cycles: AskCycles | undefined;
  readonly #onRejection = (event: PromiseRejectionEvent) => this.#rejected(event);

  constructor(
    readonly world: World,
    readonly clock: TimerClock,
    readonly random: () => number,
    readonly scheduler: Scheduler,
  ) {
    this.topics = new TopicRegistry((name, key, wanted) => world.interestChanged(name, key, wanted));
    this.deadlines = new Deadlines(clock);
    globalThis.addEventListener("unhandledrejection", this.#onRejection);
  }

  /** From now on there are traces, or cycles of asks are found, or both. */
  observe({ tracing, cycles }: Observed): void {
    if (tracing) this.tracing ??= new Tracing();
    if (cycles) this.cycles ??= new AskCycles((path) => this.target(path), (way) => this.world.cycleFound(way));
    const { tracing: outer, cycles: inner } = this;
    this.observer = outer !== undefined && inner !== undefined ? new Both(outer, inner) : outer ?? inner;
  }

  /** Where messages for `path` go now. */
  target(path: string): Target {
    return this.targets.get(path) ?? this.world.elsewhere(path);
  }

  /** Hands a value to all who hear the topic, here and beyond. */
  publish(name: string, key: string | undefined, value: unknown): void {
    this.topics.deliver(name, key, value);
    this.world.announce(name, key, value);
  }

  /** Counts a message that nobody will handle, and tells its asker. */
  refuse(path: string, envelope: Envelope, why: DeadLetter["why"], detail?: string, cause?: unknown): void {
    envelope.source?.taken(envelope);
    envelope.source?.done?.();
    this.tally.dead++;
    if (why !== "dropped") envelope.reply?.fail(askFailure[why][0], detail ?? askFailure[why][1], cause);
    this.world.deadLetter({ to: path, kind: envelope.kind, why, atMs: this.clock.now() });
  }

  close(): void {
    globalThis.removeEventListener("unhandledrejection", this.#onRejection);
    this.deadlines.close();
    this.scheduler.close();
  }

  /** A rejection that an actor left behind is that actor's crash, not the platform's. */
  #rejected(event: PromiseRejectionEvent): void {
    const culprit = this.running.getStore();
    if (culprit === undefined) return;
    event.preventDefault();
    culprit.blame(event.reason);
  }
}
