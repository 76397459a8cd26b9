/**
 * The runtime's vocabulary: every public type, and nothing that runs.
 *
 * The words are OTP's (init, terminate, permanent, intensity, Down) and Akka Typed's (ActorRef, tell, ask, watch).
 */
import type { z } from "zod";

/** Milliseconds, or a number with its unit: `250`, `"250ms"`, `"5s"`, `"1m"`, `"2h"`. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h"}`;

/** What one message looks like: `in` is its payload, `out` its answer; a kind with `out` is asked, one without is told. */
export interface MessageSpec {
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
}

/** All messages an actor hears, by kind. Payloads are plain data: they must survive a structured clone and, in a process, JSON. */
export type Protocol = Readonly<Record<string, MessageSpec>>;

/** The payload of a kind; `void` where the kind has none. */
export type Payload<S> = S extends { in: infer I extends z.ZodType } ? z.infer<I> : void;

/** The answer of a kind; `never` where it is told, not asked. */
export type Answer<S> = S extends { out: infer O extends z.ZodType } ? z.infer<O> : never;

/** The kinds of a protocol that have an answer. */
export type AskKinds<P extends Protocol> = { [K in keyof P]: P[K] extends { out: z.ZodType } ? K : never }[keyof P];

/** Why an actor ended. `normal` and `shutdown` are no failures; `noproc` means there was no such actor to watch. */
export interface ExitReason {
  readonly kind: "normal" | "shutdown" | "crash" | "killed" | "hung" | "oom" | "noproc";
  /** The message of the error, with its stack where there is one; never the live error, which may not cross an isolate. */
  readonly error?: ErrorEnvelope;
}

/** An error as it travels: structured clone alone loses the name and the own fields. */
export interface ErrorEnvelope {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: ErrorEnvelope;
}

/** An address that stays valid across restarts of the actor behind it. */
export interface ActorRef<P extends Protocol = Protocol> {
  /** For example `/root/market/feed`. */
  readonly path: string;
  /** Sends and forgets: at most once, in order per sender. What cannot be delivered becomes a dead letter. */
  tell<K extends keyof P & string>(kind: K, ...payload: Args<Payload<P[K]>>): void;
  /**
   * Sends and waits for the answer (default deadline 5 s).
   * @throws {AskError} with code `timeout`, `noproc`, `crash`, `overflow`, `invalid` or `aborted`; exactly one outcome each time.
   */
  ask<K extends AskKinds<P> & string>(kind: K, payload: Payload<P[K]>, options?: AskOptions): Promise<Answer<P[K]>>;
}

/** No argument for a kind without payload. */
export type Args<T> = [T] extends [void] ? [payload?: undefined] : [payload: T];

/** Options of {@linkcode ActorRef.ask}. */
export interface AskOptions {
  readonly timeout?: Duration;
  readonly signal?: AbortSignal;
}

/** A named stream of values. A subscriber of a keyed topic hears that key; one of the unkeyed topic hears every key. */
export interface Topic<T> {
  readonly name: string;
  readonly keyName?: string;
  readonly schema: z.ZodType<T>;
  key(key: string): Topic<T>;
}

/** The only clock an actor may read. */
export interface Clock {
  /** UTC milliseconds. */
  now(): number;
  sleep(duration: Duration, signal?: AbortSignal): Promise<void>;
}

/** A clock that can also call back: what a system runs on (the real one, or the test kit's turned one). */
export interface TimerClock extends Clock {
  /** Runs `run` once after `delayMs` milliseconds; returns the canceller. */
  timer(delayMs: number, run: () => void): () => void;
}

/** A log line with named fields; the implementation must never be handed a secret. */
export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** What an actor is handed to act with. */
export interface ActorContext<P extends Protocol = Protocol> {
  readonly self: ActorRef<P>;
  readonly clock: Clock;
  /** Seeded in tests; in [0, 1). */
  readonly random: () => number;
  readonly log: Logger;
  /** Aborted when this incarnation ends. */
  readonly signal: AbortSignal;
  /**
   * Starts a child below this actor, which becomes its one_for_one supervisor; it ends with this incarnation.
   * Without a `place` it lives in the isolate of its parent.
   */
  spawn<Q extends Protocol>(child: ChildSpec<Q>): Promise<ActorRef<Q>>;
  /** Asks the supervisor at `parent` to start a child; `place` absent means the main isolate. */
  startChild<Q extends Protocol>(parent: string, child: ChildSpec<Q>): Promise<ActorRef<Q>>;
  /** The same for a whole subtree; the ref is only good for its path, watching and stopping. */
  startChild(parent: string, child: SupervisorChild): Promise<ActorRef>;
  /** Stops an actor by its path, in order, and waits for it; a stopped child is not restarted. */
  stopChild(path: string): Promise<void>;
  /** A ref by path: lazy, valid before the target exists and after it restarted. */
  whereis<Q extends Protocol>(path: string, protocol: Q): ActorRef<Q>;
  publish<T>(topic: Topic<T>, value: T): void;
  /** Values of the topic arrive as messages of `kind`. Returns the unsubscriber; a restart forgets subscriptions. */
  subscribe<T>(topic: Topic<T>, kind: keyof P & string, options?: SubscribeOptions): () => void;
  /** Delivers exactly one {@linkcode Down} as message `kind` when the actor ends (not when it is merely busy). */
  watch(ref: ActorRef, kind: keyof P & string): () => void;
  /** One message to oneself after a while. Returns the canceller; a restart forgets timers. */
  after(delay: Duration, kind: keyof P & string, payload?: unknown): () => void;
  /** A message to oneself again and again, without drift. */
  every(period: Duration, kind: keyof P & string, payload?: unknown): () => void;
  /** Puts the message now handled aside until {@linkcode ActorContext.unstash}. */
  stash(): void;
  unstash(): void;
  /**
   * Stores events of an event-sourced actor (see {@linkcode PersistSpec}) and, once stored, folds them into the state
   * with `apply`. The next message sees the new state; so does this handler if `apply` changes the state in place.
   */
  persist(...events: unknown[]): Promise<void>;
  /** Ends this actor after the current message. */
  stop(reason?: ExitReason): void;
}

/** How a subscriber receives a topic. */
export interface SubscribeOptions {
  /** Credit: at most `max` values in flight, asked for again when `min` are left; the publisher's side keeps a bounded rest. */
  readonly demand?: { readonly max: number; readonly min: number };
  /** Keep only the newest undelivered value (of each key). */
  readonly conflate?: boolean;
}

/** What {@linkcode ActorContext.watch} delivers. */
export interface Down {
  readonly path: string;
  readonly reason: ExitReason;
}

/** What happens when a full mailbox gets one more message. The loser is counted and becomes a dead letter. */
export interface MailboxSpec {
  /** Default 10,000. */
  readonly capacity?: number;
  /**
   * Only once it is full: `reject` (default) and `drop-new` lose the newcomer, `drop-old` the oldest, `conflate` the
   * queued message of the same key, whose place the newcomer takes (the oldest where there is none). A lost ask fails
   * with `overflow`.
   */
  readonly overflow?: "drop-new" | "drop-old" | "reject" | "conflate";
  /** With `conflate`: messages of equal key replace one another. Default: the kind. */
  readonly conflateBy?: (kind: string, payload: unknown) => string;
}

/** May be answered at once or later. */
export type Async<T> = T | Promise<T>;

/** State that outlives a crash: a snapshot, or events folded by `apply`. The state must survive a structured clone. */
export interface PersistSpec<S, E = never> {
  readonly version: number;
  readonly state: z.ZodType<S>;
  /** Snapshots only: after so many messages (default 1) and at the stop. With events: after so many events (default 100). */
  readonly snapshotEvery?: number;
  readonly event?: z.ZodType<E>;
  readonly apply?: (state: S, event: E) => S;
  /** Turns a stored state of an older `version` into one of this version. */
  readonly migrate?: (version: number, raw: unknown) => unknown;
}

/** An actor's definition: plain data and functions, the same wherever it is placed. */
export interface ActorDef<P extends Protocol = Protocol, A extends z.ZodType = z.ZodType, S = unknown, E = never> {
  readonly protocol: P;
  readonly args: A;
  readonly mailbox?: MailboxSpec;
  init(ctx: ActorContext<P>, args: z.infer<A>, recovered?: S): Async<S>;
  readonly on: {
    readonly [K in keyof P]: (
      state: S,
      message: Payload<P[K]>,
      ctx: ActorContext<P>,
    ) => Async<P[K] extends { out: z.ZodType } ? Answer<P[K]> : void>;
  };
  /** Called at every end but a kill, also after a crash (with that reason), so that what was opened can be closed. */
  terminate?(state: S, reason: ExitReason, ctx: ActorContext<P>): Async<void>;
  readonly persist?: PersistSpec<S, E>;
}

/** Where an actor lives. Its code does not know. */
export type Place =
  | "local"
  | { readonly worker: string }
  | {
    /** The name of a child process; it holds actors of one module. */
    readonly process: string;
    /** Default `none`. */
    readonly permissions?: "none" | Deno.PermissionOptionsObject;
    /** Default 128 MiB; memory beside the heap is bounded too. */
    readonly maxHeap?: `${number}MiB`;
    /** What its code may do besides answering and talking to itself; default nothing. */
    readonly reach?: ProcessReach;
  };

/** Names that code in a process may use; a name that ends in `*` stands for all that begin so. */
export interface ProcessReach {
  /** Paths of actors that it may tell and ask. */
  readonly tell?: readonly string[];
  /** Topics on which it may publish. */
  readonly publish?: readonly string[];
  /** Topics that it may hear. */
  readonly subscribe?: readonly string[];
}

/** What a supervisor needs to start, stop and restart one child. */
export interface ChildSpec<P extends Protocol = Protocol> {
  readonly id: string;
  /** `import.meta.resolve("./x.actor.ts")`; its default export is an actor or a supervisor. */
  readonly module: string;
  /** Only there for the type of the ref. */
  readonly protocol?: P;
  /** Checked by the actor's own schema. For `local` live objects may be passed; elsewhere plain data only. */
  readonly args?: unknown;
  readonly place?: Place;
  /** Default `permanent`. */
  readonly restart?: "permanent" | "transient" | "temporary";
  /** How long `terminate` may take before the kill. Default 5 s. */
  readonly shutdown?: Duration | "brutal" | "infinity";
  readonly significant?: boolean;
  /** A host that misses so many beats is `hung`: killed (process) or fenced (worker) and replaced. */
  readonly heartbeat?: { readonly every: Duration; readonly misses: number };
}

/** A supervisor is data. Its children are given inline, or started later (`dynamic`). */
export interface SupervisorSpec {
  readonly strategy: "one_for_one" | "one_for_all" | "rest_for_one" | "dynamic";
  /**
   * More than `intensity` restarts (default 3; unlimited where `backoff` is set and this is not) within `period`
   * (default 5 s): the supervisor itself gives up.
   */
  readonly intensity?: number;
  readonly period?: Duration;
  readonly autoShutdown?: "never" | "any_significant" | "all_significant";
  readonly maxChildren?: number;
  readonly backoff?: BackoffSpec;
  readonly children?: readonly (ChildSpec | SupervisorChild)[];
}

/** Waiting before a restart: `min · factor^n`, at most `max`, made longer by a random part of `jitter`. */
export interface BackoffSpec {
  readonly min: Duration;
  readonly max: Duration;
  /** Default 2. */
  readonly factor?: number;
  /** Default 0; 0.2 = up to a fifth longer. */
  readonly jitter?: number;
  /** A child that lived so long begins again at `min`. Default: `max`. */
  readonly resetAfter?: Duration;
}

/** A supervisor below a supervisor, given inline. */
export interface SupervisorChild {
  readonly id: string;
  readonly supervisor: SupervisorSpec;
  readonly restart?: "permanent" | "transient" | "temporary";
  readonly significant?: boolean;
}

/** One actor or supervisor as the System page sees it. */
export interface TreeNode {
  readonly path: string;
  readonly kind: "actor" | "supervisor";
  readonly status: "starting" | "running" | "restarting" | "stopping" | "halted" | "dead";
  readonly place: Place;
  readonly strategy?: SupervisorSpec["strategy"];
  readonly mailbox: {
    readonly depth: number;
    readonly capacity: number;
    readonly overflow: string;
    readonly dropped: number;
  };
  readonly handled: number;
  readonly restarts: number;
  readonly startedMs: number;
  readonly lastExit?: ExitReason;
  readonly lastExitMs?: number;
  readonly degraded?: string;
  readonly children: readonly TreeNode[];
}

/** A message that nobody handled, and why. */
export interface DeadLetter {
  readonly to: string;
  readonly kind: string;
  readonly why: "noproc" | "overflow" | "invalid" | "crash" | "killed" | "stopped" | "dropped";
  readonly atMs: number;
}

/** A message of one actor, seen by {@linkcode System.trace}. */
export interface TraceEntry {
  readonly atMs: number;
  readonly kind: string;
  readonly direction: "in" | "out";
}

/** What became of all messages so far: `sent = handled + dead + queued` whenever nobody is at work. */
export interface Counts {
  readonly sent: number;
  readonly handled: number;
  readonly dead: number;
  readonly queued: number;
}

/** A running tree. */
export interface System extends AsyncDisposable {
  readonly clock: Clock;
  /** Settles when the root has ended: `shutdown` after {@linkcode System.stop}, `crash` when it gave up. */
  readonly ended: Promise<ExitReason>;
  /** Starts a child below the supervisor at `parent`. */
  start<P extends Protocol>(parent: string, child: ChildSpec<P>): Promise<ActorRef<P>>;
  /** The same for a whole subtree. */
  start(parent: string, child: SupervisorChild): Promise<ActorRef>;
  /** Stops the actor at `path` (default: everything, in reverse order of the start). */
  stop(path?: string): Promise<void>;
  /** Stops and starts one child through its supervisor, counted as no failure. */
  restart(path: string): Promise<void>;
  whereis<P extends Protocol>(path: string, protocol: P): ActorRef<P>;
  publish<T>(topic: Topic<T>, value: T): void;
  /** For edges that are no actors (tests, command lines). */
  subscribe<T>(topic: Topic<T>, listener: (value: T) => void): () => void;
  tree(): Promise<TreeNode>;
  counts(): Counts;
  trace(path: string, signal?: AbortSignal): AsyncIterable<TraceEntry>;
  deadLetters(signal?: AbortSignal): AsyncIterable<DeadLetter>;
  /** Swaps a running actor's module: snapshot, migrate, swap, mailbox kept; on failure the old one stays. */
  upgrade(path: string, module: string): Promise<void>;
  /** Kills the host (worker or process) of a named group, as a fault. */
  killHost(place: Place): Promise<void>;
}

/** Where persisted actors keep their state. */
export interface SnapshotStore {
  load(
    id: string,
  ): Promise<{ readonly version: number; readonly state: unknown; readonly events: readonly unknown[] } | undefined>;
  append(id: string, events: readonly unknown[]): Promise<void>;
  save(id: string, version: number, state: unknown): Promise<void>;
}

/** The link to other nodes. The only adapter today is in memory. */
export interface ClusterLink {
  send(node: string, envelope: unknown): void;
  publish(subject: string, envelope: unknown): void;
  lease(
    name: string,
    ttl: Duration,
  ): Promise<{ readonly epoch: number; readonly lost: AbortSignal; release(): Promise<void> }>;
}

/** Options of `createSystem`. */
export interface SystemOptions {
  readonly clock?: TimerClock;
  /** In [0, 1); default `Math.random`. */
  readonly random?: () => number;
  /** Default: warnings and errors to the console. */
  readonly logger?: Logger;
  readonly store?: SnapshotStore;
  readonly link?: ClusterLink;
}
