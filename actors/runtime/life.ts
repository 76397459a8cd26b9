/** One incarnation of an actor: what ends when it crashes, stops or is killed. */
import type { Envelope } from "./envelope.ts";
import type { Culprit } from "./isolate.ts";
import type { ActorContext, ActorDef, ExitReason } from "./types.ts";

type Handler = (state: unknown, payload: unknown, ctx: ActorContext) => unknown;

/** From the first line of `init` to the last line of `terminate`. */
export class Life implements Culprit {
  phase: "starting" | "running" | "ending" | "ended" = "starting";
  state: unknown;
  /** A handler's promise is awaited. */
  busy = false;
  /** The message that is being handled. */
  current: Envelope | undefined;
  /** Hears when the current message is done. */
  idle: (() => void) | undefined;
  /** Set while it starts beside the incarnation that it shall replace: what it subscribed to is not yet delivered. */
  muted = false;
  context: ActorContext | undefined;
  stashing = false;
  stash: Envelope[] = [];
  /** Set when the actor shall end after the current message. */
  leaving: ExitReason | undefined;
  /** By kind; a map, so that no kind finds what every object inherits. */
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly started = Promise.withResolvers<void>();
  readonly ended = Promise.withResolvers<ExitReason>();
  readonly #cleanups = new Set<() => void>();
  #abort: AbortController | undefined;

  constructor(
    readonly definition: ActorDef,
    readonly args: unknown,
    private readonly blamed: (life: Life, error: unknown) => void,
  ) {
    this.handlers = new Map(Object.entries(definition.on as Readonly<Record<string, Handler>>));
    this.started.promise.catch(() => {});
  }

  get over(): boolean {
    return this.phase === "ended";
  }

  /** Aborted at the end. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.over) this.#abort.abort();
    return this.#abort.signal;
  }

  blame(error: unknown): void {
    this.blamed(this, error);
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

  /** Ends everything that belongs to this incarnation alone. */
  close(reason: ExitReason): void {
    this.phase = "ended";
    this.release();
    this.#abort?.abort();
    this.ended.resolve(reason);
  }
}
