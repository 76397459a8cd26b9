/** What an actor is handed to act with: the public face of its {@linkcode Life}. Once that is over, nothing here works. */
import { sleepOn } from "./clock.ts";
import { parseDuration } from "./duration.ts";
import { Envelope } from "./envelope.ts";
import type { Isolate, Level } from "./isolate.ts";
import type { Life } from "./life.ts";
import { refTo, type Tracer } from "./ref.ts";
import { type Receiver, subscription } from "./subscription.ts";
import type {
  ActorContext,
  ActorRef,
  ChildSpec,
  Clock,
  Duration,
  ExitReason,
  Logger,
  Protocol,
  SubscribeOptions,
  SupervisorChild,
  Topic,
} from "./types.ts";

/** What the context needs of its actor's cell. */
export interface Host extends Receiver, Tracer {
  readonly path: string;
  readonly isolate: Isolate;
  /** A message that overtakes the mailbox. */
  urgent(envelope: Envelope): void;
  unstash(life: Life): void;
  leave(life: Life, reason: ExitReason): void;
  store(life: Life, events: readonly unknown[]): Promise<void>;
}

/** The context of one incarnation. */
export class Context implements ActorContext {
  readonly self: ActorRef;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  readonly #receiver: Receiver;

  constructor(private readonly host: Host, private readonly life: Life) {
    const { isolate, path } = host;
    this.self = refTo(isolate, path, life.definition.protocol);
    this.random = isolate.random;
    this.clock = {
      now: () => isolate.clock.now(),
      elapsed: () => isolate.clock.elapsed(),
      sleep: (duration, signal) => sleepOn(isolate.clock, duration, this.#untilTheEnd(signal)),
    };
    this.#receiver = {
      deliver: (envelope) => life.muted ? envelope.source?.taken(envelope) : host.deliver(envelope),
      lose: (envelope) => host.lose(envelope),
    };
    this.log = loggerOf((level, message, fields) => isolate.world.log(level, path, message, fields));
  }

  get signal(): AbortSignal {
    return this.life.signal;
  }

  async spawn<Q extends Protocol>(child: ChildSpec<Q>): Promise<ActorRef<Q>> {
    this.#mustLive("spawn");
    return this.whereis(await this.host.isolate.world.spawn(this.host.path, child), child.protocol);
  }

  async startChild<Q extends Protocol>(
    parent: string,
    child: ChildSpec<Q> | SupervisorChild,
  ): Promise<ActorRef<Q>> {
    this.#mustLive("start a child");
    const path = await this.host.isolate.world.startChild(parent, child);
    return this.whereis(path, "protocol" in child ? child.protocol : undefined);
  }

  stopChild(path: string): Promise<void> {
    return this.host.isolate.world.stopChild(path);
  }

  whereis<Q extends Protocol>(path: string, protocol?: Q): ActorRef<Q> {
    return refTo(this.host.isolate, path, protocol, this.host);
  }

  publish<T>(topic: Topic<T>, value: T): void {
    if (this.life.over) return;
    this.host.trace?.({ atMs: this.clock.now(), kind: topic.name, direction: "out" });
    this.host.isolate.publish(topic.name, topic.keyName, value);
  }

  subscribe<T>(topic: Topic<T>, kind: string, options?: SubscribeOptions): () => void {
    if (this.life.over) return () => {};
    const subscriber = subscription(this.#receiver, kind, options);
    return this.life.onEnd(this.host.isolate.topics.subscribe(topic.name, topic.keyName, subscriber));
  }

  watch(ref: ActorRef, kind: string): () => void {
    if (this.life.over) return () => {};
    let cancel = () => {};
    const forget = this.life.onEnd(() => cancel());
    cancel = this.host.isolate.world.watch(ref.path, (down) => {
      this.life.settle(forget);
      if (!this.life.over && !this.life.muted) this.host.urgent(new Envelope(kind, down));
    });
    return forget;
  }

  after(delay: Duration, kind: string, payload?: unknown): () => void {
    if (this.life.over) return () => {};
    let cancel = () => {};
    const forget = this.life.onEnd(() => cancel());
    cancel = this.host.isolate.clock.timer(parseDuration(delay), () => {
      this.life.settle(forget);
      this.host.deliver(new Envelope(kind, payload));
    });
    return forget;
  }

  every(period: Duration, kind: string, payload?: unknown): () => void {
    if (this.life.over) return () => {};
    const periodMs = parseDuration(period);
    if (periodMs <= 0) throw new RangeError(`Period of ${kind} must be above 0, not ${JSON.stringify(period)}`);
    const { clock } = this.host.isolate;
    let dueMs = clock.elapsed() + periodMs;
    let cancel = () => {};
    const tick = () => {
      this.host.deliver(new Envelope(kind, payload));
      // After a long stop of the machine the missed ticks are skipped, the rhythm stays.
      dueMs += periodMs * Math.max(1, Math.ceil((clock.elapsed() - dueMs) / periodMs));
      cancel = clock.timer(dueMs - clock.elapsed(), tick);
    };
    cancel = clock.timer(periodMs, tick);
    return this.life.onEnd(() => cancel());
  }

  stash(): void {
    this.life.stashing = this.life.current !== undefined;
  }

  unstash(): void {
    if (!this.life.over) this.host.unstash(this.life);
  }

  persist(...events: unknown[]): Promise<void> {
    return this.host.store(this.life, events);
  }

  contain<T>(run: () => T, stray: (error: unknown) => void): T {
    return this.host.isolate.running.run({ blame: stray }, run);
  }

  stop(reason: ExitReason = { kind: "normal" }): void {
    this.host.leave(this.life, reason);
  }

  #mustLive(action: string): void {
    if (this.life.over) throw new Error(`${this.host.path} cannot ${action}: this incarnation has ended`);
  }

  #untilTheEnd(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.life.signal : AbortSignal.any([signal, this.life.signal]);
  }
}

function loggerOf(write: (level: Level, message: string, fields?: Record<string, unknown>) => void): Logger {
  return {
    debug: (message, fields) => write("debug", message, fields),
    info: (message, fields) => write("info", message, fields),
    warn: (message, fields) => write("warn", message, fields),
    error: (message, fields) => write("error", message, fields),
  };
}
