/**
 * The runtime's vocabulary: every public type, and nothing that runs.
 *
 * The words are OTP's (init, terminate, permanent, intensity, Down) and Akka Typed's (ActorRef, tell, ask, watch).
 */
import type { Later } from "./later.ts";

/** A schema of zod for values of type `T`, as far as the runtime knows it. */
export interface Schema<out T = unknown> {
  /** Only there for the type: what {@linkcode Parsed} reads. */
  readonly _output: T;
  /** Gives the checked value. @throws what zod says of a value that does not fit. */
  parse(value: unknown): T;
  /** Gives the checked value, or what zod says of one that does not fit. */
  safeParse(value: unknown): { readonly success: true; readonly data: T } | {
    readonly success: false;
    readonly error: Error;
  };
}

/** The values that a schema lets through. */
export type Parsed<S extends Schema> = S["_output"];

/** Milliseconds, or a number with its unit: `250`, `"250ms"`, `"5s"`, `"1m"`, `"2h"`. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h"}`;

/** What one message looks like: `in` is its payload, `out` its answer; a kind with `out` is asked, one without is told. */
export interface MessageSpec {
  /** What the payload must be; absent where there is none. */
  readonly in?: Schema;
  /** What the answer must be; present where the kind is asked. */
  readonly out?: Schema;
}

/** All messages an actor hears, by kind. Payloads are plain data: they must survive a structured clone and, in a process, JSON. */
export type Protocol = Readonly<Record<string, MessageSpec>>;

/** The payload of a kind; `void` where the kind has none. */
export type Payload<S> = S extends { in: infer I extends Schema } ? Parsed<I> : void;

/** The answer of a kind; `never` where it is told, not asked. */
export type Answer<S> = S extends { out: infer O extends Schema } ? Parsed<O> : never;

/** The kinds of a protocol that have an answer. */
export type AskKinds<P extends Protocol> = { [K in keyof P]: P[K] extends { out: Schema } ? K : never }[keyof P];

/** Why an actor ended. `normal` and `shutdown` are no failures; `noproc` means there was no such actor to watch. */
export interface ExitReason {
  /** How it ended. */
  readonly kind: "normal" | "shutdown" | "crash" | "killed" | "hung" | "oom" | "noproc";
  /** The message of the error, with its stack where there is one; never the live error, which may not cross an isolate. */
  readonly error?: ErrorEnvelope;
}

/** An error as it travels: structured clone alone loses the name and the own fields. */
export interface ErrorEnvelope {
  /** The class of the error, for example `RangeError`. */
  readonly name: string;
  /** What it said. */
  readonly message: string;
  /** Its code, where it had one. */
  readonly code?: string;
  /** Where it was thrown, where that is known. */
  readonly stack?: string;
  /** The error behind it. */
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
   * @throws {AskError} with code `timeout`, `noproc`, `crash`, `overflow`, `invalid`, `aborted` or `cycle`; exactly one outcome each time.
   */
  ask<K extends AskKinds<P> & string>(kind: K, payload: Payload<P[K]>, options?: AskOptions): Promise<Answer<P[K]>>;
}

/** No argument for a kind without payload. */
export type Args<T> = [T] extends [void] ? [payload?: undefined] : [payload: T];

/** Options of {@linkcode ActorRef.ask}. */
export interface AskOptions {
  /** How long the answer may take; default 5 s. */
  readonly timeout?: Duration;
  /** Gives the ask up: it fails with `aborted`. */
  readonly signal?: AbortSignal;
}

/** A named stream of values. A subscriber of a keyed topic hears that key; one of the unkeyed topic hears every key. */
export interface Topic<T> {
  /** The name, for example `trades`; one that begins with `//` is heard on every node. */
  readonly name: string;
  /** The key, where this is the topic of one key. */
  readonly keyName?: string;
  /** What a value must be where it enters an isolate. */
  readonly schema: Schema<T>;
  /** The same topic for one key, for example a symbol. */
  key(key: string): Topic<T>;
}

/** The only clock an actor may read. */
export interface Clock {
  /** UTC milliseconds. Somebody may set the time of day, forward or back. */
  now(): number;
  /** Milliseconds since some moment. It goes on evenly when the time of day is set: for durations and deadlines. */
  elapsed(): number;
  /** Settles after a while. @throws the signal's reason when it is aborted before. */
  sleep(duration: Duration, signal?: AbortSignal): Promise<void>;
}

/** A clock that can also call back: what a system runs on (the real one, or the test kit's turned one). */
export interface TimerClock extends Clock {
  /** Runs `run` once after `delayMs` milliseconds; returns the canceller. */
  timer(delayMs: number, run: () => void): () => void;
}

/** A log line with named fields; the implementation must never be handed a secret. */
export interface Logger {
  /** For whoever looks for a fault. */
  debug(message: string, fields?: Record<string, unknown>): void;
  /** What happened as it should. */
  info(message: string, fields?: Record<string, unknown>): void;
  /** What went wrong and is being mended. */
  warn(message: string, fields?: Record<string, unknown>): void;
  /** What went wrong and stays so. */
  error(message: string, fields?: Record<string, unknown>): void;
}

/** What an actor is handed to act with. */
export interface ActorContext<P extends Protocol = Protocol> {
  /** The actor's own address. */
  readonly self: ActorRef<P>;
  /** The clock of its system. */
  readonly clock: Clock;
  /** Seeded in tests; in [0, 1). */
  readonly random: () => number;
  /** Writes with the actor's path as a field. */
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
  /** Hands a value to every subscriber of the topic. */
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
  /** Puts everything that was set aside back to the front of the mailbox, in order. */
  unstash(): void;
  /**
   * Stores events of an event-sourced actor (see {@linkcode PersistSpec}) and, once stored, folds them into the state
   * with `apply`. The next message sees the new state; so does this handler if `apply` changes the state in place.
   */
  persist(...events: unknown[]): Promise<void>;
  /**
   * Runs code of a library that leaves rejected promises behind: what it left (now or later, also from its timers and sockets)
   * is no crash of this actor but handed to `stray`. What `run` itself throws or rejects with is the caller's, as ever.
   */
  contain<T>(run: () => T, stray: (error: unknown) => void): T;
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
  /** Who ended. */
  readonly path: string;
  /** Why. */
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

/** What a handler gives: the answer, or one that is made beside the messages that follow (`later`). */
export type Given<T> = T | Later<T>;

/** State that outlives a crash: a snapshot, or events folded by `apply`. The state must survive a structured clone. */
export interface PersistSpec<S, E = never> {
  /** Of the state's form; stored with it. */
  readonly version: number;
  /** What a recovered state must be. */
  readonly state: Schema<S>;
  /** Snapshots only: after so many messages (default 1) and at the stop. With events: after so many events (default 100). */
  readonly snapshotEvery?: number;
  /** What a stored event must be; present where the actor is event-sourced. */
  readonly event?: Schema<E>;
  /** Folds a stored event into the state. */
  readonly apply?: (state: S, event: E) => S;
  /** Turns a stored state of an older `version` into one of this version. */
  readonly migrate?: (version: number, raw: unknown) => unknown;
}

/** An actor's definition: plain data and functions, the same wherever it is placed. */
export interface ActorDef<P extends Protocol = Protocol, A extends Schema = Schema, S = unknown, E = never> {
  /** The messages it hears. */
  readonly protocol: P;
  /** What its child spec must hand over. */
  readonly args: A;
  /** How much may wait, and what happens beyond that. */
  readonly mailbox?: MailboxSpec;
  /** Begins an incarnation and gives its state; `recovered` is what `persist` kept. A throw fails the start. */
  init(ctx: ActorContext<P>, args: Parsed<A>, recovered?: S): Async<S>;
  /** One handler for each kind; what it throws ends the incarnation. */
  readonly on: {
    readonly [K in keyof P]: (
      state: S,
      message: Payload<P[K]>,
      ctx: ActorContext<P>,
    ) => Async<Given<P[K] extends { out: Schema } ? Answer<P[K]> : void>>;
  };
  /** Called at every end but a kill, also after a crash (with that reason), so that what was opened can be closed. */
  terminate?(state: S, reason: ExitReason, ctx: ActorContext<P>): Async<void>;
  /** Present where the state outlives a crash. */
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
    /**
     * Started as one file without imports, below a cap of all its memory, with what reaches out of a process taken away;
     * for code that loads what others wrote. Its actor is found by `import.meta.resolve`; only with permissions `none`.
     */
    readonly bundled?: boolean;
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
  /** Unique below its supervisor; without `/` or spaces. */
  readonly id: string;
  /** `import.meta.resolve("./x.actor.ts")`; its default export is an actor or a supervisor. */
  readonly module: string;
  /** Only there for the type of the ref. */
  readonly protocol?: P;
  /** Checked by the actor's own schema. For `local` live objects may be passed; elsewhere plain data only. */
  readonly args?: unknown;
  /** Default `local`. */
  readonly place?: Place;
  /** Default `permanent`. */
  readonly restart?: "permanent" | "transient" | "temporary";
  /** How long `terminate` may take before the kill. Default 5 s. */
  readonly shutdown?: Duration | "brutal" | "infinity";
  /** Its end for good counts for `autoShutdown`. Default false. */
  readonly significant?: boolean;
  /** A host that misses so many beats is `hung`: killed (process) or fenced (worker) and replaced. */
  readonly heartbeat?: { readonly every: Duration; readonly misses: number };
}

/** A supervisor is data. Its children are given inline, or started later (`dynamic`). */
export interface SupervisorSpec {
  /**
   * Whom the end of one child concerns: itself, everybody, or those started after it. `partition` is made with
   * `partition(…)`: equal children, each for its share of the keys, restarted one for one.
   */
  readonly strategy: "one_for_one" | "one_for_all" | "rest_for_one" | "dynamic" | "partition";
  /**
   * More than `intensity` restarts (default 3; unlimited where `backoff` is set and this is not) within `period`
   * (default 5 s): the supervisor itself gives up.
   */
  readonly intensity?: number;
  /** The length of the sliding window of `intensity`. */
  readonly period?: Duration;
  /** Whether the end for good of one (or every) significant child ends the supervisor. Default `never`. */
  readonly autoShutdown?: "never" | "any_significant" | "all_significant";
  /** How many children may be up; a further one is refused. Default: any number. */
  readonly maxChildren?: number;
  /** Wait before a restart; absent: restart at once. */
  readonly backoff?: BackoffSpec;
  /** In the order of their start. */
  readonly children?: readonly (ChildSpec | SupervisorChild)[];
}

/** Waiting before a restart: `min · factor^n`, at most `max`, made longer by a random part of `jitter`. */
export interface BackoffSpec {
  /** The first wait. */
  readonly min: Duration;
  /** The longest wait, before jitter. */
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
  /** Unique below its supervisor; without `/` or spaces. */
  readonly id: string;
  /** The supervisor itself. */
  readonly supervisor: SupervisorSpec;
  /** Default `permanent`. */
  readonly restart?: "permanent" | "transient" | "temporary";
  /** Its end for good counts for `autoShutdown`. Default false. */
  readonly significant?: boolean;
}

/** One actor or supervisor as the System page sees it. */
export interface TreeNode {
  /** For example `/root/market/feed`. */
  readonly path: string;
  /** What stands there. */
  readonly kind: "actor" | "supervisor";
  /** What it does now; `halted` gave up for good after failures, `dead` ended in order. */
  readonly status: "starting" | "running" | "restarting" | "stopping" | "halted" | "dead";
  /** Where it lives. */
  readonly place: Place;
  /** Of a supervisor. */
  readonly strategy?: SupervisorSpec["strategy"];
  /** What waits, how much may, and how many were lost to its rule. */
  readonly mailbox: {
    readonly depth: number;
    readonly capacity: number;
    readonly overflow: string;
    readonly dropped: number;
  };
  /** Messages handled so far, by all incarnations. */
  readonly handled: number;
  /** How often it was started again. */
  readonly restarts: number;
  /** UTC milliseconds of the present incarnation's start. */
  readonly startedMs: number;
  /** Why the incarnation before ended. */
  readonly lastExit?: ExitReason;
  /** UTC milliseconds of that end. */
  readonly lastExitMs?: number;
  /** Why it works worse than it should; absent when all is well. */
  readonly degraded?: string;
  /** Of the root, with `detectCycles`: who awaited whom in the last cycle of asks, and when (UTC ms). */
  readonly lastCycle?: { readonly way: readonly string[]; readonly atMs: number };
  /** In the order of their start. */
  readonly children: readonly TreeNode[];
  /** The last ten children that ended by themselves and are no longer in the tree, the newest last; absent when none has. */
  readonly departed?: readonly Departure[];
}

/** A child of a dynamic supervisor that ended and is not restarted. */
export interface Departure {
  /** Its id. */
  readonly id: string;
  /** How it ended. */
  readonly reason: ExitReason;
  /** When (UTC ms). */
  readonly atMs: number;
}

/** A message that nobody handled, and why. */
export interface DeadLetter {
  /** The path it was meant for. */
  readonly to: string;
  /** The kind of the message. */
  readonly kind: string;
  /** Why nobody handled it. */
  readonly why: "noproc" | "overflow" | "invalid" | "crash" | "killed" | "stopped" | "dropped";
  /** UTC milliseconds. */
  readonly atMs: number;
}

/** A message of one actor, seen by {@linkcode System.trace}. */
export interface TraceEntry {
  /** UTC milliseconds. */
  readonly atMs: number;
  /** The kind of the message. */
  readonly kind: string;
  /** `in`: it was handled; `out`: it was sent. */
  readonly direction: "in" | "out";
}

/** What became of all messages so far: `sent = handled + dead + queued` whenever nobody is at work. */
export interface Counts {
  /** Told and asked, by anybody. */
  readonly sent: number;
  /** Given to a handler that ran to its end. */
  readonly handled: number;
  /** Dead letters. */
  readonly dead: number;
  /** Waiting in a mailbox or on the way to one. */
  readonly queued: number;
}

/** A running tree. */
export interface System extends AsyncDisposable {
  /** The clock of all its actors. */
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
  /** A ref by path: lazy, valid before the target exists and after it restarted. */
  whereis<P extends Protocol>(path: string, protocol: P): ActorRef<P>;
  /** Hands a value to every subscriber of the topic. */
  publish<T>(topic: Topic<T>, value: T): void;
  /** For edges that are no actors (tests, command lines). */
  subscribe<T>(topic: Topic<T>, listener: (value: T) => void): () => void;
  /** Everything that runs, as it is now. */
  tree(): Promise<TreeNode>;
  /** What became of all messages so far. */
  counts(): Counts;
  /**
   * The messages of the actor at `path` from now on, until the signal; also of the one that takes its place, wherever it is
   * started. What comes faster than it is read is forgotten after 1,000. @throws when there is nobody at `path`.
   */
  trace(path: string, signal?: AbortSignal): AsyncIterable<TraceEntry>;
  /** Dead letters from now on, until the signal. */
  deadLetters(signal?: AbortSignal): AsyncIterable<DeadLetter>;
  /** Swaps a running actor's module: snapshot, migrate, swap, mailbox kept; on failure the old one stays. */
  upgrade(path: string, module: string): Promise<void>;
  /** Kills the host (worker or process) of a named group, as a fault. */
  killHost(place: Place): Promise<void>;
}

/** Where persisted actors keep their state. */
export interface SnapshotStore {
  /** What is kept under the id: the last snapshot and the events stored after it. */
  load(
    id: string,
  ): Promise<{ readonly version: number; readonly state: unknown; readonly events: readonly unknown[] } | undefined>;
  /** Adds events; settles when they are safe. */
  append(id: string, events: readonly unknown[]): Promise<void>;
  /** Replaces the snapshot and forgets the events before it; settles when it is safe. */
  save(id: string, version: number, state: unknown): Promise<void>;
}

/**
 * The link to other nodes. Envelopes are plain data as JSON knows it; they arrive at most once, and in order from one node to
 * another. What cannot be delivered is lost without a word.
 */
export interface ClusterLink {
  /** The name of this node, without `/`: its actors are `//name/root/…` to the others. */
  readonly node: string;
  /** To one node. @throws when the envelope is no plain data. */
  send(node: string, envelope: unknown): void;
  /** Hears what is sent to this node. Returns the canceller. */
  receive(hear: (from: string, envelope: unknown) => void): () => void;
  /** To every other node that has subscribed to the subject. @throws when the envelope is no plain data. */
  publish(subject: string, envelope: unknown): void;
  /** Hears what other nodes publish. Returns the canceller. */
  subscribe(subject: string, hear: (from: string, envelope: unknown) => void): () => void;
  /**
   * Waits until nobody else holds the name, then holds it; the adapter renews it until it is released. `ttl` is how long it
   * outlives the loss of its holder.
   */
  lease(name: string, ttl: Duration, options?: LeaseOptions): Promise<Lease>;
}

/** How a lease is taken. */
export interface LeaseOptions {
  /** Takes it away from whoever holds it. */
  readonly steal?: boolean;
  /** Gives up waiting; the promise rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** The right to be the only one, for as long as `lost` is not aborted. */
export interface Lease {
  /**
   * Rises with each holder. A holder may learn late that it is none: whoever stores something for it must refuse an epoch
   * below the highest that it has seen.
   */
  readonly epoch: number;
  /** Aborted when the lease has expired or was stolen; not by {@linkcode Lease.release}. */
  readonly lost: AbortSignal;
  /** Gives it back; the next who waits has it. May be called twice. */
  release(): Promise<void>;
}

/** Options of `createSystem`. */
export interface SystemOptions {
  /** Default: the real one. */
  readonly clock?: TimerClock;
  /** In [0, 1); default `Math.random`. */
  readonly random?: () => number;
  /** Default: warnings and errors to the console. */
  readonly logger?: Logger;
  /** Where `persist` keeps states. Default: in memory. */
  readonly store?: SnapshotStore;
  /** The link to other nodes. Default: none. */
  readonly link?: ClusterLink;
  /**
   * Spans and metrics through OpenTelemetry: the traces of messages go on across actors, workers and processes. Default: on
   * where Deno's OpenTelemetry is (`OTEL_DENO=true`), off elsewhere.
   */
  readonly tracing?: boolean;
  /**
   * An ask that closes a cycle of awaited asks (A awaits B awaits A) fails at once with the code `cycle`. For development:
   * it makes messages dearer. Seen are the actors of the main isolate and of all workers, not those of processes, which are
   * not trusted with it. Default off; on in the test kit, which sees all.
   */
  readonly detectCycles?: boolean;
}
