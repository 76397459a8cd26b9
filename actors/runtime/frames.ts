/**
 * What travels between the main isolate and a host (a worker or a process): small tuples, many in one transport message.
 *
 * Actors are named by the number that the main isolate gave them in this host; `life` counts their incarnations, so that
 * nothing late is taken for the present one. A value that may be absent stands last and is left out, since JSON would make
 * `null` of it.
 *
 * An `answer` is at the same time the receipt of its `ask`: received and handled. What else was done is counted by `done`
 * (for one actor) and `tally` (for the host), once a batch, and only if there is something that no answer has told.
 */
import type { Probe } from "./ask_cycles.ts";
import type { Level } from "./isolate.ts";
import type { Snapshot } from "./journal.ts";
import type { Observed } from "./observer.ts";
import type { DeadLetter, Down, ErrorEnvelope, ExitReason, MailboxSpec, TraceEntry } from "./types.ts";

/** How to start an actor in a host. */
export interface StartOrder {
  readonly path: string;
  readonly module: string;
  readonly args: unknown;
  /** 0 = brutal; -1 = for ever (JSON has no Infinity). */
  readonly shutdownMs: number;
  readonly from?: Snapshot;
}

/** How an ask failed, as it travels. */
export type Failure = readonly [
  code: "noproc" | "crash" | "overflow" | "invalid",
  detail: string,
  cause: ErrorEnvelope | null,
];

/** From the main isolate to a host. */
export type Order =
  | readonly ["start", actor: number, life: number, order: StartOrder]
  | readonly ["stop", actor: number, reason: ExitReason]
  | readonly ["kill", actor: number, reason: ExitReason]
  | readonly ["crash", actor: number, error: ErrorEnvelope]
  | readonly ["close", actor: number, call: number]
  | readonly ["upgrade", actor: number, call: number, module: string]
  | readonly ["handOut", actor: number, call: number]
  | readonly ["resume", actor: number]
  | readonly ["trace", actor: number, on: boolean]
  | readonly ["tell", actor: number, kind: string, payload?: unknown]
  | readonly ["ask", actor: number, kind: string, id: number, payload?: unknown]
  | readonly ["topic", name: string, key: string | null, value: unknown]
  | readonly ["interest", name: string, wanted: boolean]
  | readonly ["down", watch: number, down: Down]
  | readonly ["answer", id: number, value?: unknown]
  | readonly ["fail", id: number, ...Failure]
  | readonly ["return", call: number, value: unknown]
  | readonly ["throw", call: number, error: ErrorEnvelope]
  | readonly ["observe", Observed]
  | readonly ["probe", Probe]
  | readonly ["within", traceparent: string, Order];

/** From a host to the main isolate. */
export type Report =
  | readonly ["ready"]
  | readonly ["beat"]
  | readonly ["started", actor: number, life: number, mailbox: Omit<MailboxSpec, "conflateBy">]
  | readonly ["failed", actor: number, life: number, reason: ExitReason]
  | readonly ["exited", actor: number, life: number, reason: ExitReason]
  | readonly ["done", actor: number, count: number, handled: number, depth: number, dropped: number]
  | readonly ["tally", received: number, topics: number, sent: number, handled: number, dead: number]
  | readonly ["tell", path: string, kind: string, payload?: unknown]
  | readonly ["ask", path: string, kind: string, id: number, payload?: unknown]
  | readonly ["topic", name: string, key: string | null, value: unknown]
  /** The actor has put a message aside: the ask of that number, or its oldest tell; or it has put all of them back. */
  | readonly ["aside", actor: number, ask: number | null]
  | readonly ["back", actor: number]
  | readonly ["interest", name: string, key: string | null, wanted: boolean]
  | readonly ["watch", watch: number, path: string]
  | readonly ["unwatch", watch: number]
  | readonly ["answer", id: number, value?: unknown]
  | readonly ["fail", id: number, ...Failure]
  | readonly ["call", call: number, method: CallMethod, args: readonly unknown[]]
  | readonly ["return", call: number, value: unknown]
  | readonly ["throw", call: number, error: ErrorEnvelope]
  | readonly ["dead", letter: DeadLetter]
  | readonly ["log", level: Level, path: string, message: string, fields: Record<string, unknown>]
  | readonly ["trace", actor: number, entry: TraceEntry]
  /** Code that belongs to no actor failed. */
  | readonly ["fault", error: ErrorEnvelope]
  | readonly ["probe", Probe]
  | readonly ["cycle", way: readonly string[]]
  | readonly ["within", traceparent: string, Report];

/** What a host may ask the main isolate to do. */
export type CallMethod = "spawn" | "startChild" | "stopChild" | "load" | "append" | "save";

/** The way to one host. */
export interface Wire {
  /** Hears what the host reports. */
  onReports: (reports: readonly Report[]) => void;
  /** Hears once that the host has ended, unless {@linkcode Wire.kill} ended it. */
  onEnd: (reason: ExitReason) => void;
  /** Hears what could not be sent because it is no plain data. */
  onUnsendable: (order: Order, error: unknown) => void;
  send(orders: readonly Order[]): void;
  /** Grows as long as the host is alive and not hanging. */
  beats(): number;
  /** Ends the host at once; resolves when it is gone. */
  kill(): Promise<void>;
  /** After {@linkcode Wire.kill}: true as long as it runs nevertheless. */
  lingers(): boolean;
}

/** Collects frames and sends them together at the end of the turn. */
export class Batch<F> {
  #frames: F[] = [];
  #scheduled = false;
  readonly #flush = () => this.flush();

  /** `before` may add last frames. */
  constructor(private readonly send: (frames: readonly F[]) => void, private readonly before: () => void = () => {}) {}

  push(frame: F): void {
    this.#frames.push(frame);
    this.schedule();
  }

  /** Asks for a flush even if there is no frame yet. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(this.#flush);
  }

  flush(): void {
    this.before();
    this.#scheduled = false;
    const frames = this.#frames;
    if (frames.length === 0) return;
    this.#frames = [];
    this.send(frames);
  }
}

/** A shutdown time as it travels. */
export function packMs(ms: number): number {
  return ms === Infinity ? -1 : ms;
}

/** The inverse of {@linkcode packMs}. */
export function unpackMs(ms: number): number {
  return ms < 0 ? Infinity : ms;
}
