/**
 * The main isolate's end of an actor that lives in a host: its address, and the bounded mailbox that survives the host.
 *
 * At most {@linkcode windowSize} messages are on their way to the host or queued there; the others wait here. When the host
 * dies, those on their way are lost and told (some may have been handled), those here are kept for the next incarnation.
 */
import type { Probe } from "./ask_cycles.ts";
import type { Envelope, Reply } from "./envelope.ts";
import { describeExit, fromEnvelope, StartError, toEnvelope } from "./errors.ts";
import { packMs, type StartOrder } from "./frames.ts";
import type { Target } from "./isolate.ts";
import type { Snapshot } from "./journal.ts";
import { Mailbox } from "./mailbox.ts";
import { type Port, shutdownMs } from "./port.ts";
import type { Group } from "./group.ts";
import type { RemoteLink, Tenant } from "./remote_link.ts";
import type { ChildSpec, ExitReason, MailboxSpec, TraceEntry } from "./types.ts";
import { UnderWay } from "./under_way.ts";

const windowSize = 4_096;
/** How much longer than the actor's own time-out the main isolate waits for its end. */
const graceMs = 1_000;

/** One actor elsewhere. */
export class RemotePort implements Port, Target, Tenant {
  gone = false;
  onExit: (reason: ExitReason) => void = () => {};
  module: string;
  #life = 0;
  readonly #mailbox = new Mailbox<Envelope>();
  readonly #underWay = new UnderWay();
  #link: RemoteLink | undefined;
  #actor = 0;
  #phase: "down" | "starting" | "up" = "down";
  /** Messages are let through to the host. */
  #flowing = false;
  #drained: (() => void) | undefined;
  #starting: PromiseWithResolvers<void> | undefined;
  #ended: PromiseWithResolvers<void> | undefined;
  #hear: ((entry: TraceEntry) => void) | undefined;
  /** As the present host told. */
  #seen = { handled: 0, depth: 0, dropped: 0 };
  /** In all hosts before. */
  readonly #before = { handled: 0, dropped: 0 };

  constructor(readonly path: string, readonly spec: ChildSpec, private readonly group: Group) {
    this.module = spec.module;
  }

  /** Which incarnation this is. */
  get life(): number {
    return this.#life;
  }

  get starting(): boolean {
    return this.#phase === "starting";
  }

  deliver(envelope: Envelope): void {
    const { isolate } = this.group.system;
    isolate.tally.sent++;
    if (isolate.observer !== undefined) isolate.observer.sent(envelope);
    if (this.gone) return isolate.refuse(this.path, envelope, "noproc");
    if (this.#flowing && this.#mailbox.depth === 0 && this.#underWay.size < windowSize) {
      return this.#forward(envelope);
    }
    const loser = this.#mailbox.push(envelope);
    if (loser !== undefined) isolate.refuse(this.path, loser, "overflow");
  }

  probe(probe: Probe): void {
    this.#link?.send(["probe", probe]);
  }

  async start(): Promise<void> {
    const life = ++this.#life;
    this.#phase = "starting";
    this.#ended = Promise.withResolvers<void>();
    const starting = this.#starting = Promise.withResolvers<void>();
    starting.promise.catch(() => {});
    try {
      const link = await this.group.open(this);
      if (!link.alive) throw new Error(`${this.group.name} has just ended`);
      if (this.#life === life && this.#phase === "starting") this.#begin(link);
    } catch (error) {
      this.#end({ kind: "crash", error: toEnvelope(error) });
    }
    await starting.promise;
  }

  async stop(reason: ExitReason): Promise<void> {
    if (this.#phase === "down") return;
    const ended = this.#ended?.promise;
    const limitMs = shutdownMs(this.spec);
    if (limitMs <= 0 || this.#link === undefined) return this.kill({ kind: "killed" });
    this.#link.send(["stop", this.#actor, reason]);
    const cancel = limitMs === Infinity
      ? () => {}
      : this.group.system.clock.timer(limitMs + graceMs, () => this.kill({ kind: "killed" }));
    await ended;
    cancel();
  }

  kill(reason: ExitReason): void {
    this.#link?.send(["kill", this.#actor, reason]);
    this.#end(reason);
  }

  crash(error: unknown): void {
    this.#link?.send(["crash", this.#actor, toEnvelope(error)]);
  }

  close(): void {
    this.kill({ kind: "killed" });
    this.gone = true;
    const { isolate } = this.group.system;
    for (const envelope of this.#mailbox.drain()) isolate.refuse(this.path, envelope, "stopped");
    for (const { reply } of this.#underWay.drain()) reply?.fail("noproc", "the actor has stopped");
    this.group.release(this, this.#link, this.#actor);
    this.#link = undefined;
  }

  async upgrade(module: string): Promise<void> {
    if (this.#phase !== "up" || this.#link === undefined) {
      throw new Error(`Cannot upgrade ${this.path}: it is not running`);
    }
    await this.group.upgrade(this, this.#link, this.#actor, module);
    this.module = module;
  }

  /** Lets no more messages through; resolves when the host has handled, or put aside, all that were on their way. */
  holdBack(): Promise<void> {
    this.#flowing = false;
    if (this.#underWay.idle) return Promise.resolve();
    return new Promise((resolve) => this.#drained = resolve);
  }

  /** Goes on, in the old host or in another in which it has started. */
  goOn(link: RemoteLink, actor: number): void {
    if (this.#phase !== "up") return;
    if (this.#link !== link) this.#moveTo();
    this.#link = link;
    this.#actor = actor;
    this.#flowing = true;
    if (this.#hear !== undefined) this.trace(this.#hear);
    this.#pump();
  }

  /** What a host must know to start it. */
  startOrder(module: string, from?: Snapshot): StartOrder {
    const { path, spec: { args } } = this;
    return { path, module, args, shutdownMs: packMs(shutdownMs(this.spec)), ...(from === undefined ? {} : { from }) };
  }

  trace(hear: ((entry: TraceEntry) => void) | undefined): void {
    this.#hear = hear;
    this.#link?.send(["trace", this.#actor, hear !== undefined]);
  }

  vitals(): ReturnType<Port["vitals"]> {
    const { depth, capacity, overflow, dropped } = this.#mailbox;
    const queued = depth + Math.max(this.#seen.depth, this.#underWay.size);
    const lost = dropped + this.#seen.dropped + this.#before.dropped;
    const mailbox = { depth: queued, capacity, overflow, dropped: lost };
    const { degraded } = this.group;
    return {
      mailbox,
      handled: this.#seen.handled + this.#before.handled,
      queued: depth,
      ...(degraded === undefined ? {} : { degraded }),
    };
  }

  started(life: number, mailbox: MailboxSpec): void {
    if (life !== this.#life || this.#phase !== "starting") return;
    // How to conflate is a function of the other side; here the newest survive.
    this.#mailbox.configure(mailbox.overflow === "conflate" ? { ...mailbox, overflow: "drop-old" } : mailbox);
    this.#phase = "up";
    this.#flowing = true;
    this.#starting?.resolve();
    if (this.#hear !== undefined) this.trace(this.#hear);
    this.#pump();
  }

  exited(life: number, reason: ExitReason): void {
    if (life === this.#life) this.#end(reason);
  }

  done(count: number, handled: number, depth: number, dropped: number): void {
    this.#underWay.tellsDone(count);
    this.#seen = { handled, depth, dropped };
    this.#goAhead();
  }

  settled(answered: boolean, reply: Reply): void {
    this.#underWay.askDone(reply);
    if (answered) this.#seen.handled++;
    this.#goAhead();
  }

  setAside(reply?: Reply): void {
    this.#underWay.setAside(reply);
    this.#goAhead();
  }

  bringBack(): void {
    this.#underWay.bringBack();
  }

  traced(entry: TraceEntry): void {
    this.#hear?.(entry);
  }

  /** The host has died. Returns how many messages were lost with it. */
  hostDied(reason: ExitReason): number {
    const lost = this.#underWay.drain();
    this.#moved();
    const error = reason.error && fromEnvelope(reason.error);
    for (const envelope of lost) {
      this.group.system.isolate.refuse(this.path, envelope, "killed", describeExit(reason), error);
    }
    this.#link = undefined;
    this.#end(reason);
    return lost.length;
  }

  /** A message that is no plain data never left. */
  unsendable(payload: unknown, error: unknown): void {
    const envelope = this.#underWay.withdraw(payload);
    if (envelope === undefined) return;
    const detail = `the message is no plain data: ${String(error)}`;
    this.group.system.isolate.refuse(this.path, envelope, "invalid", detail, error);
  }

  #begin(link: RemoteLink): void {
    if (this.#link !== link) this.#actor = link.adopt(this);
    this.#link = link;
    link.start(this.#actor, this.#life, this.startOrder(this.module));
  }

  #forward(envelope: Envelope): void {
    this.#underWay.push(envelope);
    this.#link?.forward(this.#actor, envelope);
  }

  /** Fewer are on their way: some that wait may follow. */
  #goAhead(): void {
    if (this.#underWay.idle) this.#drained?.();
    this.#pump();
  }

  /** What the actor had put aside in the old host goes to the new one. */
  #moveTo(): void {
    this.#moved();
    const aside = this.#underWay.takeAside();
    this.#link?.takeBack(this.#actor, aside.length);
    this.#mailbox.putBack(aside);
  }

  /** The next host begins to count at zero. */
  #moved(): void {
    this.#before.handled += this.#seen.handled;
    this.#before.dropped += this.#seen.dropped;
    this.#seen = { handled: 0, depth: 0, dropped: 0 };
  }

  #pump(): void {
    while (this.#flowing && this.#underWay.size < windowSize) {
      const envelope = this.#mailbox.shift();
      if (envelope === undefined) return;
      envelope.source?.taken(envelope);
      this.#forward(envelope);
    }
  }

  #end(reason: ExitReason): void {
    const wasStarting = this.#phase === "starting";
    if (this.#phase === "down") return;
    this.#phase = "down";
    this.#flowing = false;
    this.#drained?.();
    this.#ended?.resolve();
    if (wasStarting) this.#starting?.reject(new StartError(this.path, reason));
    else this.onExit(reason);
  }
}
