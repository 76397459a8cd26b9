/**
 * The cell of an actor: its address, inbox and counters, which outlive its incarnations, and how those begin and end.
 *
 * A handler runs to its end before the next message, but for an answer that it gives `later`. What it throws ends the
 * incarnation: the messages at hand are lost (their askers are told), those still queued stay for the next incarnation.
 */
import type { Envelope } from "./envelope.ts";
import { crashed, describeExit, StartError } from "./errors.ts";
import { Inbox } from "./inbox.ts";
import type { Isolate, Target } from "./isolate.ts";
import { Journal, readState, type Snapshot } from "./journal.ts";
import { Life, type Owner } from "./life.ts";
import type { Runnable } from "./scheduler.ts";
import type { ActorDef, ExitReason, TraceEntry } from "./types.ts";

const defaultShutdownMs = 5_000;

/** One address in this isolate. */
export class Cell implements Target, Owner, Runnable {
  readonly inbox: Inbox;
  readonly journal: Journal;
  handled = 0;
  trace: ((entry: TraceEntry) => void) | undefined;
  /** Hears every end of an incarnation that had started. */
  onExit: (reason: ExitReason) => void = () => {};
  /** Hears of each message that was put aside; without one, that all of them are back. */
  onAside: ((envelope?: Envelope) => void) | undefined;
  /** Milliseconds until a stop becomes a kill; 0 = at once. */
  shutdownMs: number = defaultShutdownMs;
  #life: Life | undefined;
  #scheduled = false;

  constructor(readonly path: string, readonly isolate: Isolate) {
    this.inbox = new Inbox(path, isolate);
    this.journal = new Journal(path, isolate.world.store, (error) => this.crash(error));
  }

  get gone(): boolean {
    return this.inbox.gone;
  }

  /** Messages that were accepted and not yet handled. */
  get queued(): number {
    const life = this.#life;
    return this.inbox.depth + (life?.stash.length ?? 0) + (life?.begun ?? 0);
  }

  deliver(envelope: Envelope): void {
    this.inbox.put(envelope);
    if (!this.#scheduled) this.#wake();
  }

  urgent(envelope: Envelope): void {
    this.inbox.putFirst(envelope);
    this.#wake();
  }

  lose(envelope: Envelope): void {
    this.inbox.lose(envelope);
  }

  /**
   * Begins an incarnation, with the state `from` instead of the stored one; resolves when its `init` is done.
   *
   * @throws {StartError} when `init` fails, or the cell is stopped or killed meanwhile.
   */
  start(definition: ActorDef, args: unknown, from?: Snapshot): Promise<void> {
    const life = new Life(definition, args, this);
    this.#life = life;
    this.inbox.mailbox.configure(definition.mailbox ?? {});
    void this.#begin(life, from);
    return life.started.promise;
  }

  /** Ends the incarnation in order: after its current message, with `terminate`, killed when that takes too long. */
  async stop(reason: ExitReason): Promise<void> {
    const life = this.#life;
    if (life === undefined) return;
    if (this.shutdownMs <= 0) return this.kill({ kind: "killed" });
    this.leave(life, reason);
    const limit = this.#endAfter(this.shutdownMs, life, { kind: "killed" });
    await life.ended.promise;
    limit();
  }

  /** Ends the incarnation at once; code that still runs is no longer listened to. */
  kill(reason: ExitReason): void {
    if (this.#life !== undefined) this.#finish(this.#life, reason);
  }

  /** Ends the incarnation as if its code had thrown. */
  crash(error: unknown): void {
    if (this.#life !== undefined) this.failed(this.#life, error);
  }

  /** Gives the address up: what is queued becomes dead letters. */
  close(): void {
    this.kill({ kind: "killed" });
    this.inbox.close();
  }

  /** Stops taking messages until {@linkcode Cell.resume}; for the test kit's hanging actors and for upgrades. */
  pause(): void {
    this.inbox.paused = true;
  }

  resume(): void {
    this.inbox.paused = false;
    this.#wake();
  }

  /**
   * Swaps the code: the new incarnation takes over state (migrated) and mailbox; the old one stays if that fails.
   *
   * @throws {StartError} when the new code does not start.
   */
  async upgrade(definition: ActorDef, args: unknown): Promise<void> {
    try {
      const old = await this.#quiet();
      const next = new Life(definition, args, this);
      next.muted = true;
      await this.#beginBeside(old, next);
      this.#replace(old, next);
    } finally {
      this.resume();
    }
  }

  /** Stops taking messages, for an upgrade in another place; the state is `undefined` where nothing is kept. */
  async handOut(): Promise<Snapshot | undefined> {
    return (await this.#quiet()).snapshot;
  }

  run(limit: number): number {
    const life = this.#life;
    this.#scheduled = false;
    if (life === undefined) return 0;
    const handled = this.isolate.running.run(life, this.#turn, life, limit);
    if (handled === limit) this.#wake();
    return handled;
  }

  unstash(life: Life): void {
    life.unstash();
    this.#wake();
  }

  leave(life: Life, reason: ExitReason): void {
    if (life.over || life.phase === "ending") return;
    life.leaving ??= reason;
    if (life.phase === "running" && life.begun === 0) this.#terminate(life, life.leaving);
  }

  async store(life: Life, events: readonly unknown[]): Promise<void> {
    if (life.persist === undefined) throw new Error(`${this.path} has no persist in its definition`);
    if (life.over) throw new Error(`${this.path} cannot persist: this incarnation has ended`);
    life.state = await this.journal.append(life.persist, life.state, events);
  }

  free(life: Life): void {
    if (this.#life === life) this.#wake();
  }

  failed(life: Life, error: unknown): void {
    if (life.phase === "starting") this.#finish(life, crashed(error));
    else if (life.phase === "running") this.#terminate(life, crashed(error));
    else this.#complain("An error came after the end", error);
  }

  readonly #turn = (life: Life, limit: number): number => life.handleSome(limit);

  #wake(): void {
    const life = this.#life;
    if (this.#scheduled || life === undefined || life.phase !== "running" || life.busy || !this.inbox.ready) return;
    this.#scheduled = true;
    this.isolate.scheduler.ready(this);
  }

  async #begin(life: Life, from: Snapshot | undefined): Promise<void> {
    try {
      const { persist } = life;
      const recovered = persist === undefined
        ? undefined
        : from === undefined
        ? await this.journal.recover(persist)
        : readState(persist, from, this.path);
      await this.isolate.running.run(life, () => life.begin(recovered));
      if (persist !== undefined && recovered === undefined) this.journal.begin(persist, life.state);
    } catch (error) {
      return this.#finish(life, crashed(error));
    }
    if (life.over) return;
    life.phase = "running";
    life.started.resolve();
    if (life.leaving !== undefined) this.#terminate(life, life.leaving);
    else this.#wake();
  }

  /** The last part of a life: `terminate`, then the end. */
  #terminate(life: Life, reason: ExitReason): void {
    if (life.phase !== "running") return;
    life.phase = "ending";
    life.busy = false;
    life.dropBegun(reason);
    if (life.definition.terminate === undefined && life.persist === undefined) return this.#finish(life, reason);
    const late: ExitReason = reason.kind === "crash" ? reason : { kind: "killed" };
    const limit = this.#endAfter(this.shutdownMs > 0 ? this.shutdownMs : defaultShutdownMs, life, late);
    const keeps = this.#life === life && reason.kind !== "crash";
    void this.isolate.running.run(life, () => life.lastWords(reason, keeps))
      .catch((error: unknown) => this.#complain("Could not end in order", error))
      .then(() => {
        limit();
        this.#finish(life, reason);
      });
  }

  /** Returns the canceller. */
  #endAfter(limitMs: number, life: Life, reason: ExitReason): () => void {
    if (limitMs === Infinity) return () => {};
    return this.isolate.clock.timer(limitMs, () => this.#finish(life, reason));
  }

  #finish(life: Life, reason: ExitReason): void {
    if (life.over) return;
    const wasStarting = life.phase === "starting";
    life.close(reason);
    if (this.#life !== life) return;
    this.#life = undefined;
    this.inbox.dropUrgent();
    if (wasStarting) life.started.reject(new StartError(this.path, reason));
    else this.isolate.running.exit(() => this.onExit(reason));
  }

  /** The running incarnation, with no message at hand and none coming. */
  async #quiet(): Promise<Life> {
    const life = this.#life;
    if (life?.phase !== "running") throw new Error(`Cannot upgrade ${this.path}: it is not running`);
    this.pause();
    await life.rest();
    if (life.phase !== "running") throw new Error(`Cannot upgrade ${this.path}: it ended meanwhile`);
    return life;
  }

  async #beginBeside(old: Life, next: Life): Promise<void> {
    try {
      const { snapshot } = old;
      const recovered = snapshot && next.persist && readState(next.persist, snapshot, this.path);
      await this.isolate.running.run(next, () => next.begin(recovered));
      if (next.over || old.phase !== "running") throw new Error("an incarnation ended during the upgrade");
    } catch (error) {
      next.close({ kind: "killed" });
      throw new StartError(this.path, crashed(error));
    }
  }

  #replace(old: Life, next: Life): void {
    this.#life = next;
    next.phase = "running";
    next.muted = false;
    next.started.resolve();
    this.inbox.mailbox.configure(next.definition.mailbox ?? {});
    old.unstash();
    old.release();
    this.#terminate(old, { kind: "shutdown" });
    if (next.persist !== undefined) this.journal.snapshot(next.persist, next.state);
  }

  #complain(message: string, error: unknown): void {
    this.isolate.world.log("error", this.path, message, { error: describeExit(crashed(error)) });
  }
}
