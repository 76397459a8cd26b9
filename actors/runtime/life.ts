/**
 * One incarnation of an actor: from the first line of `init` to the last of `terminate`. It handles one message at a time.
 */
import { check } from "./check.ts";
import { Context, type Host } from "./context.ts";
import type { Envelope } from "./envelope.ts";
import { describeExit, fromEnvelope } from "./errors.ts";
import type { Inbox } from "./inbox.ts";
import type { Culprit } from "./isolate.ts";
import { type AnyPersist, type Journal, persistOf, type Snapshot } from "./journal.ts";
import { Later } from "./later.ts";
import type { ActorContext, ActorDef, ExitReason } from "./types.ts";

type Handler = (state: unknown, payload: unknown, ctx: ActorContext) => unknown;

/** The cell that a life belongs to. */
export interface Owner extends Host {
  readonly inbox: Inbox;
  readonly journal: Journal;
  handled: number;
  /** Hears of each message that was put aside; without one, that all of them are back. */
  readonly onAside: ((envelope?: Envelope) => void) | undefined;
  /** Its code threw, or left a rejection behind. */
  failed(life: Life, error: unknown): void;
  /** It is ready for a next message. */
  free(life: Life): void;
}

/** State, timers, subscriptions and the message at hand. */
export class Life implements Culprit {
  phase: "starting" | "running" | "ending" | "ended" = "starting";
  state: unknown;
  /** A handler's promise is awaited. */
  busy = false;
  /** The message that is being handled. */
  current: Envelope | undefined;
  /** Set when the actor shall end after the current message. */
  leaving: ExitReason | undefined;
  /** Set while it starts beside the incarnation that it shall replace: what it subscribed to is not yet delivered. */
  muted = false;
  stashing = false;
  stash: Envelope[] = [];
  readonly persist: AnyPersist | undefined;
  readonly started = Promise.withResolvers<void>();
  readonly ended = Promise.withResolvers<ExitReason>();
  /** By kind; a map, so that no kind finds what every object inherits. */
  readonly #handlers: ReadonlyMap<string, Handler>;
  readonly #cleanups = new Set<() => void>();
  /** Messages whose answers are made beside those that follow. */
  readonly #promised = new Set<Envelope>();
  #abort: AbortController | undefined;
  #idle: (() => void) | undefined;
  #context: ActorContext | undefined;

  constructor(readonly definition: ActorDef, private readonly args: unknown, private readonly owner: Owner) {
    this.#handlers = new Map(Object.entries(definition.on as Readonly<Record<string, Handler>>));
    this.persist = persistOf(definition);
    this.started.promise.catch(() => {});
  }

  get over(): boolean {
    return this.phase === "ended";
  }

  /** Messages that were begun and are not at their end. */
  get begun(): number {
    return this.#promised.size + (this.current === undefined ? 0 : 1);
  }

  /** Aborted at the end. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.over) this.#abort.abort();
    return this.#abort.signal;
  }

  /** A copy of the state, where it is kept. */
  get snapshot(): Snapshot | undefined {
    return this.persist && { version: this.persist.version, state: structuredClone(this.state) };
  }

  blame(error: unknown): void {
    this.owner.failed(this, error);
  }

  /** Runs `init`. @throws what it throws, or when the args do not fit. */
  async begin(recovered: unknown): Promise<void> {
    const args = this.definition.args.parse(this.args);
    this.#context = new Context(this.owner, this);
    const state = this.definition.init(this.#context, args, recovered);
    this.state = isPromise(state) ? await state : state;
  }

  /** Handles at most `limit` messages and returns how many. */
  handleSome(limit: number): number {
    const { inbox } = this.owner;
    let handled = 0;
    while (handled < limit && this.phase === "running" && !this.busy && this.leaving === undefined) {
      const envelope = inbox.take();
      if (envelope === undefined) break;
      handled++;
      this.#handle(envelope);
    }
    return handled;
  }

  /** Runs `terminate`, and stores the last state if it `keeps` it. */
  async lastWords(reason: ExitReason, keeps: boolean): Promise<void> {
    if (this.#context !== undefined) await this.definition.terminate?.(this.state, reason, this.#context);
    if (keeps && this.persist !== undefined) await this.owner.journal.end(this.persist, this.state);
  }

  /** Gives the messages that were begun up. */
  dropBegun(reason: ExitReason): void {
    const begun = this.current === undefined ? [...this.#promised] : [this.current, ...this.#promised];
    this.current = undefined;
    this.#promised.clear();
    const why = reason.kind === "crash" ? "crash" : "killed";
    for (const envelope of begun) {
      this.owner.isolate.observer?.ended(envelope, reason);
      this.owner.inbox.refuse(envelope, why, describeExit(reason), reason.error && fromEnvelope(reason.error));
    }
  }

  /** Resolves when every message that was begun is at its end, or all is over. */
  async rest(): Promise<void> {
    if (this.begun === 0) return;
    await Promise.race([new Promise<void>((resolve) => this.#idle = resolve), this.ended.promise]);
  }

  unstash(): void {
    if (this.stash.length === 0) return;
    this.owner.onAside?.();
    this.owner.inbox.mailbox.putBack(this.stash);
    this.stash = [];
  }

  /** Runs `cleanup` at the end; the result runs it now, once. */
  onEnd(cleanup: () => void): () => void {
    const once = () => {
      if (this.#cleanups.delete(once)) cleanup();
    };
    this.#cleanups.add(once);
    return once;
  }

  /** Forgets a cleanup that is no longer needed. */
  settle(cleanup: () => void): void {
    this.#cleanups.delete(cleanup);
  }

  /** Ends timers, subscriptions and watches. */
  release(): void {
    for (const cleanup of [...this.#cleanups]) cleanup();
  }

  /** Ends everything that belongs to this incarnation alone; what it had put aside waits for the next. */
  close(reason: ExitReason): void {
    this.phase = "ended";
    this.release();
    this.#abort?.abort();
    this.dropBegun(reason);
    this.unstash();
    this.ended.resolve(reason);
  }

  #handle(envelope: Envelope): void {
    if (envelope.source !== undefined) envelope.source.taken(envelope);
    const handler = this.#handlers.get(envelope.kind);
    if (handler === undefined || this.#context === undefined) {
      return this.owner.inbox.refuse(envelope, "invalid", `it has no kind "${envelope.kind}"`);
    }
    if (envelope.foreign && !this.#admit(envelope)) return;
    if (this.owner.trace !== undefined) this.#trace(envelope.kind);
    this.current = envelope;
    const { observer } = this.owner.isolate;
    const context = this.#context;
    let result: unknown;
    try {
      result = observer === undefined
        ? handler(this.state, envelope.payload, context)
        : observer.handle(this.owner.path, envelope, () => handler(this.state, envelope.payload, context));
    } catch (error) {
      return this.owner.failed(this, error);
    }
    if (isPromise(result)) this.#await(envelope, result);
    else this.#complete(envelope, result);
  }

  /** Checks a message that came from another isolate. */
  #admit(envelope: Envelope): boolean {
    const schema = this.definition.protocol[envelope.kind]?.in;
    if (schema === undefined) {
      envelope.payload = undefined;
      return true;
    }
    const checked = check(schema, envelope.payload);
    if (checked.success) envelope.payload = checked.data;
    else this.owner.inbox.refuse(envelope, "invalid", checked.error.message, checked.error);
    return checked.success;
  }

  #await(envelope: Envelope, result: PromiseLike<unknown>): void {
    this.busy = true;
    result.then((value) => {
      if (this.current !== envelope) return;
      this.busy = false;
      this.#complete(envelope, value);
      this.owner.free(this);
    }, (error: unknown) => {
      if (this.current === envelope) this.owner.failed(this, error);
    });
  }

  #complete(envelope: Envelope, result: unknown): void {
    this.current = undefined;
    if (result instanceof Later) return this.#awaitBeside(envelope, result.answer);
    const { observer } = this.owner.isolate;
    if (observer !== undefined) observer.ended(envelope);
    if (this.stashing) this.#putAside(envelope);
    else this.#done(envelope, result);
    this.#ended();
  }

  /** The messages that follow are handled meanwhile. */
  #awaitBeside(envelope: Envelope, answer: PromiseLike<unknown>): void {
    this.#promised.add(envelope);
    answer.then((value) => {
      if (!this.#promised.delete(envelope)) return;
      this.owner.isolate.observer?.ended(envelope);
      this.#done(envelope, value);
      this.#ended();
    }, (error: unknown) => {
      if (this.#promised.has(envelope)) this.owner.failed(this, error);
    });
  }

  /** A message is at its end; perhaps somebody waits for that. */
  #ended(): void {
    if (this.#idle !== undefined && this.begun === 0) this.#idle();
    if (this.leaving !== undefined) this.owner.leave(this, this.leaving);
  }

  #done(envelope: Envelope, result: unknown): void {
    this.owner.handled++;
    this.owner.isolate.tally.handled++;
    if (envelope.reply !== undefined) envelope.reply.answer(result);
    if (envelope.source !== undefined) envelope.source.done?.();
    if (this.persist !== undefined) this.owner.journal.handled(this.persist, this.state);
  }

  #putAside(envelope: Envelope): void {
    this.stashing = false;
    if (this.stash.length >= this.owner.inbox.mailbox.capacity) {
      return this.owner.inbox.refuse(envelope, "overflow", "its stash is full");
    }
    this.stash.push(envelope);
    this.owner.onAside?.(envelope);
  }

  #trace(kind: string): void {
    this.owner.trace?.({ atMs: this.owner.isolate.clock.now(), kind, direction: "in" });
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
