/**
 * The cell of an actor: its address, mailbox and counters, which outlive its incarnations, and the engine that runs them.
 *
 * A handler runs to its end before the next message. What it throws ends the incarnation: the message it was handling is
 * lost (its asker is told), those still queued stay for the next incarnation.
 */
import { Context, type Host } from "./context.ts";
import { Envelope } from "./envelope.ts";
import { crashed, describeExit, fromEnvelope, StartError } from "./errors.ts";
import type { Isolate, Target } from "./isolate.ts";
import { type AnyPersist, Journal, persistOf, readState, type Snapshot } from "./journal.ts";
import { Life } from "./life.ts";
import { Mailbox } from "./mailbox.ts";
import type { Runnable } from "./scheduler.ts";
import type { ActorDef, ExitReason, TraceEntry } from "./types.ts";

/** How a cell is stopped: milliseconds until the kill, 0 = at once. */
export type ShutdownMs = number;

const defaultShutdownMs = 5_000;

/** One address in this isolate. */
export class Cell implements Target, Host, Runnable {
  readonly mailbox = new Mailbox<Envelope>();
  gone = false;
  handled = 0;
  trace: ((entry: TraceEntry) => void) | undefined;
  /** Sees each message first: it may change it, or say `false` to lose it (test kit). */
  intake: ((envelope: Envelope) => boolean) | undefined;
  /** Hears every end of an incarnation that had started. */
  onExit: (reason: ExitReason) => void = () => {};
  shutdownMs: ShutdownMs = defaultShutdownMs;
  readonly #journal: Journal;
  #urgent: Envelope[] = [];
  #life: Life | undefined;
  #paused = false;
  #scheduled = false;

  constructor(readonly path: string, readonly isolate: Isolate) {
    this.#journal = new Journal(path, isolate.world.store, (error) => this.crash(error));
  }

  /** Messages that were accepted and not yet handled. */
  get queued(): number {
    const life = this.#life;
    return this.mailbox.depth + this.#urgent.length + (life?.stash.length ?? 0) + (life?.current === undefined ? 0 : 1);
  }

  deliver(envelope: Envelope): void {
    this.isolate.tally.sent++;
    if (this.gone) return this.isolate.refuse(this.path, envelope, "noproc");
    if (this.intake?.(envelope) === false) return this.isolate.refuse(this.path, envelope, "dropped");
    const loser = this.mailbox.push(envelope);
    if (loser !== undefined) this.isolate.refuse(this.path, loser, "overflow");
    if (!this.#scheduled) this.#wake();
  }

  urgent(envelope: Envelope): void {
    this.isolate.tally.sent++;
    if (this.gone) return this.isolate.refuse(this.path, envelope, "noproc");
    this.#urgent.push(envelope);
    this.#wake();
  }

  lose(envelope: Envelope): void {
    this.isolate.tally.sent++;
    this.isolate.refuse(this.path, envelope, "overflow");
  }

  /**
   * Begins an incarnation, with the state `from` instead of the stored one; resolves when its `init` is done.
   *
   * @throws {StartError} when `init` fails, or the cell is stopped or killed meanwhile.
   */
  start(definition: ActorDef, args: unknown, from?: Snapshot): Promise<void> {
    const life = new Life(definition, args, (blamed, error) => this.#blamed(blamed, error));
    this.#life = life;
    this.mailbox.configure(definition.mailbox ?? {});
    void this.#init(life, from);
    return life.started.promise;
  }

  /** Ends the incarnation in order: after its current message, with `terminate`, killed when that takes too long. */
  async stop(reason: ExitReason): Promise<void> {
    const life = this.#life;
    if (life === undefined) return;
    if (this.shutdownMs <= 0) return this.kill({ kind: "killed" });
    if (life.phase !== "ending") this.leave(life, reason);
    await this.#killAfter(this.shutdownMs, life);
  }

  /** Ends the incarnation at once; code that still runs is no longer listened to. */
  kill(reason: ExitReason): void {
    if (this.#life !== undefined) this.#finish(this.#life, reason);
  }

  /** Ends the incarnation as if its code had thrown. */
  crash(error: unknown): void {
    if (this.#life !== undefined) this.#blamed(this.#life, error);
  }

  /** Gives the address up: what is queued becomes dead letters. */
  close(): void {
    this.kill({ kind: "killed" });
    this.gone = true;
    for (const envelope of this.mailbox.drain()) this.isolate.refuse(this.path, envelope, "stopped");
  }

  /** Stops taking messages until {@linkcode Cell.resume}; for the test kit's hanging actors and for upgrades. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#wake();
  }

  /**
   * Swaps the code: the new incarnation takes over state (migrated) and mailbox; the old one stays if that fails.
   *
   * @throws {StartError} when the new code does not start.
   */
  async upgrade(definition: ActorDef, args: unknown): Promise<void> {
    const old = this.#life;
    if (old?.phase !== "running") throw new Error(`Cannot upgrade ${this.path}: it is not running`);
    this.pause();
    try {
      await this.#idle(old);
      if (old.phase !== "running") throw new Error(`Cannot upgrade ${this.path}: it ended meanwhile`);
      await this.#swap(old, new Life(definition, args, (blamed, error) => this.#blamed(blamed, error)));
    } finally {
      this.resume();
    }
  }

  /** Stops taking messages, for an upgrade in another place; the state is `undefined` where nothing is persisted. */
  async handOut(): Promise<Snapshot | undefined> {
    const life = this.#life;
    if (life?.phase !== "running") throw new Error(`Cannot upgrade ${this.path}: it is not running`);
    this.pause();
    await this.#idle(life);
    return snapshotOf(life);
  }

  async #swap(old: Life, next: Life): Promise<void> {
    next.muted = true;
    try {
      await this.#begin(next, this.#handOver(old, next.definition));
      if (next.over || old.phase !== "running") throw new Error("an incarnation ended during the swap");
    } catch (error) {
      next.close({ kind: "killed" });
      throw new StartError(this.path, crashed(error));
    }
    this.#replace(old, next);
  }

  run(limit: number): number {
    const life = this.#life;
    this.#scheduled = false;
    if (life === undefined) return 0;
    const handled = this.isolate.running.run(life, this.#handleSome, life, limit);
    if (handled === limit) this.#wake();
    return handled;
  }

  unstash(life: Life): void {
    this.mailbox.putBack(life.stash);
    life.stash = [];
    this.#wake();
  }

  leave(life: Life, reason: ExitReason): void {
    if (life.over || life.phase === "ending") return;
    life.leaving ??= reason;
    if (life.phase === "running" && life.current === undefined) this.#terminate(life, life.leaving);
  }

  async store(life: Life, events: readonly unknown[]): Promise<void> {
    const spec = persistOf(life.definition);
    if (spec === undefined) throw new Error(`${this.path} has no persist in its definition`);
    if (life.over) throw new Error(`${this.path} cannot persist: this incarnation has ended`);
    life.state = await this.#journal.append(spec, life.state, events);
  }

  async #init(life: Life, from: Snapshot | undefined): Promise<void> {
    try {
      const spec = persistOf(life.definition);
      const recovered = spec === undefined ? undefined : await this.#recover(spec, from);
      await this.#begin(life, recovered);
      if (spec !== undefined && recovered === undefined) this.#journal.begin(spec, life.state);
    } catch (error) {
      return this.#finish(life, crashed(error));
    }
    if (life.over) return;
    life.phase = "running";
    life.started.resolve();
    if (life.leaving !== undefined) this.#terminate(life, life.leaving);
    else this.#wake();
  }

  #recover(spec: AnyPersist, from: Snapshot | undefined): unknown {
    return from === undefined ? this.#journal.recover(spec) : readState(spec, from.version, from.state, this.path);
  }

  #begin(life: Life, recovered: unknown): Promise<void> {
    return this.isolate.running.run(life, async () => {
      const args = life.definition.args.parse(life.args);
      life.context = new Context(this, life);
      const state = life.definition.init(life.context, args, recovered);
      life.state = isPromise(state) ? await state : state;
    });
  }

  #wake(): void {
    const life = this.#life;
    if (this.#scheduled || this.#paused || life === undefined || life.phase !== "running" || life.busy) return;
    if (this.mailbox.depth === 0 && this.#urgent.length === 0) return;
    this.#scheduled = true;
    this.isolate.scheduler.ready(this);
  }

  readonly #handleSome = (life: Life, limit: number): number => {
    let handled = 0;
    while (handled < limit && life.phase === "running" && !life.busy && !this.#paused) {
      const envelope = this.#urgent.length > 0 ? this.#urgent.shift() : this.mailbox.shift();
      if (envelope === undefined) break;
      handled++;
      this.#handle(life, envelope);
    }
    return handled;
  };

  #handle(life: Life, envelope: Envelope): void {
    if (envelope.source !== undefined) envelope.source.taken(envelope);
    const handler = life.handlers.get(envelope.kind);
    if (handler === undefined || life.context === undefined) {
      return this.isolate.refuse(this.path, envelope, "invalid", `it has no kind "${envelope.kind}"`);
    }
    if (envelope.foreign && !this.#admit(life, envelope)) return;
    if (this.trace !== undefined) this.#traceIn(envelope.kind);
    life.current = envelope;
    let result: unknown;
    try {
      result = handler(life.state, envelope.payload, life.context);
    } catch (error) {
      return this.#fail(life, error);
    }
    if (isPromise(result)) this.#await(life, envelope, result);
    else this.#complete(life, envelope, result);
  }

  /** Checks a message that came from another isolate. */
  #admit(life: Life, envelope: Envelope): boolean {
    const schema = life.definition.protocol[envelope.kind]?.in;
    if (schema === undefined) {
      envelope.payload = undefined;
      return true;
    }
    const checked = schema.safeParse(envelope.payload);
    if (checked.success) envelope.payload = checked.data;
    else this.isolate.refuse(this.path, envelope, "invalid", checked.error.message, checked.error);
    return checked.success;
  }

  #await(life: Life, envelope: Envelope, result: PromiseLike<unknown>): void {
    life.busy = true;
    result.then((value) => {
      if (life.current !== envelope) return;
      life.busy = false;
      this.#complete(life, envelope, value);
      this.#wake();
    }, (error: unknown) => {
      if (life.current === envelope) this.#fail(life, error);
    });
  }

  #complete(life: Life, envelope: Envelope, result: unknown): void {
    life.current = undefined;
    if (life.idle !== undefined) life.idle();
    if (life.stashing) this.#stash(life, envelope);
    else {
      this.handled++;
      this.isolate.tally.handled++;
      if (envelope.reply !== undefined) envelope.reply.answer(result);
      if (envelope.source !== undefined) envelope.source.done?.();
      if (life.definition.persist !== undefined) this.#snapshot(life);
    }
    if (life.leaving !== undefined) this.#terminate(life, life.leaving);
  }

  #stash(life: Life, envelope: Envelope): void {
    life.stashing = false;
    if (life.stash.length < this.mailbox.capacity) life.stash.push(envelope);
    else this.isolate.refuse(this.path, envelope, "overflow", "its stash is full");
  }

  #snapshot(life: Life): void {
    const spec = persistOf(life.definition);
    if (spec !== undefined) this.#journal.handled(spec, life.state);
  }

  #blamed(life: Life, error: unknown): void {
    if (life.phase === "starting") return this.#finish(life, crashed(error));
    if (life.phase === "running") return this.#fail(life, error);
    this.isolate.world.log("warn", this.path, "An error came after the end", { error: describeExit(crashed(error)) });
  }

  #fail(life: Life, error: unknown): void {
    this.#terminate(life, crashed(error));
  }

  /** The last part of a life: `terminate`, then the end. */
  #terminate(life: Life, reason: ExitReason): void {
    if (life.phase !== "running") return;
    life.phase = "ending";
    life.busy = false;
    this.#dropCurrent(life, reason);
    if (life.definition.terminate === undefined && life.definition.persist === undefined) {
      return this.#finish(life, reason);
    }
    const limit = this.#limit(life, reason);
    void this.isolate.running.run(life, () => this.#lastWords(life, reason)).then(() => {
      limit();
      this.#finish(life, reason);
    });
  }

  async #lastWords(life: Life, reason: ExitReason): Promise<void> {
    try {
      if (life.context !== undefined) await life.definition.terminate?.(life.state, reason, life.context);
      const spec = persistOf(life.definition);
      const owner = this.#life === life && reason.kind !== "crash";
      if (spec !== undefined && owner) await this.#journal.end(spec, life.state);
    } catch (error) {
      const told = describeExit(crashed(error));
      this.isolate.world.log("error", this.path, "Could not end in order", { error: told });
    }
  }

  /** Ends a life whose `terminate` takes too long. Returns the canceller. */
  #limit(life: Life, reason: ExitReason): () => void {
    const limitMs = this.shutdownMs > 0 ? this.shutdownMs : defaultShutdownMs;
    if (limitMs === Infinity) return () => {};
    const late: ExitReason = reason.kind === "crash" ? reason : { kind: "killed" };
    return this.isolate.clock.timer(limitMs, () => this.#finish(life, late));
  }

  async #killAfter(limitMs: number, life: Life): Promise<void> {
    const cancel = limitMs === Infinity
      ? () => {}
      : this.isolate.clock.timer(limitMs, () => this.#finish(life, { kind: "killed" }));
    await life.ended.promise;
    cancel();
  }

  #finish(life: Life, reason: ExitReason): void {
    if (life.over) return;
    const wasStarting = life.phase === "starting";
    life.close(reason);
    this.#dropCurrent(life, reason);
    this.mailbox.putBack(life.stash);
    life.stash = [];
    if (this.#life !== life) return;
    this.#life = undefined;
    for (const envelope of this.#urgent.splice(0)) this.isolate.refuse(this.path, envelope, "stopped");
    if (wasStarting) life.started.reject(new StartError(this.path, reason));
    else this.isolate.running.exit(() => this.onExit(reason));
  }

  #dropCurrent(life: Life, reason: ExitReason): void {
    const envelope = life.current;
    life.current = undefined;
    if (envelope === undefined) return;
    const why = reason.kind === "crash" ? "crash" : "killed";
    this.isolate.refuse(this.path, envelope, why, describeExit(reason), reason.error && fromEnvelope(reason.error));
  }

  #traceIn(kind: string): void {
    this.trace?.({ atMs: this.isolate.clock.now(), kind, direction: "in" });
  }

  /** Resolves when no message is being handled. */
  async #idle(life: Life): Promise<void> {
    if (life.current === undefined) return;
    await Promise.race([new Promise<void>((resolve) => life.idle = resolve), life.ended.promise]);
  }

  /** The old state as the new code wants it. */
  #handOver(old: Life, definition: ActorDef): unknown {
    const from = snapshotOf(old);
    const to = persistOf(definition);
    return from === undefined || to === undefined ? undefined : readState(to, from.version, from.state, this.path);
  }

  #replace(old: Life, next: Life): void {
    this.#life = next;
    next.phase = "running";
    next.muted = false;
    next.started.resolve();
    this.mailbox.configure(next.definition.mailbox ?? {});
    this.mailbox.putBack(old.stash);
    old.stash = [];
    old.release();
    this.#terminate(old, { kind: "shutdown" });
    const spec = persistOf(next.definition);
    if (spec !== undefined) this.#journal.snapshot(spec, next.state);
  }
}

function snapshotOf(life: Life): Snapshot | undefined {
  const spec = persistOf(life.definition);
  return spec === undefined ? undefined : { version: spec.version, state: structuredClone(life.state) };
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
