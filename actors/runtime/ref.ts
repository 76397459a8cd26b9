/** Addresses. */
import { PendingAsk } from "./ask.ts";
import { AwaitedPromise } from "./awaited_promise.ts";
import { parseDuration } from "./duration.ts";
import { Envelope } from "./envelope.ts";
import type { Isolate, Target } from "./isolate.ts";
import type { ActorRef, AskOptions, Protocol, Schema, TraceEntry } from "./types.ts";

/** Whoever writes down what an actor sends. */
export interface Tracer {
  trace: ((entry: TraceEntry) => void) | undefined;
}

const defaultTimeoutMs = 5_000;

/** Makes the ref for `path`. Its answers from other isolates are checked by `protocol`; `sender` is traced. */
export function refTo<P extends Protocol>(isolate: Isolate, path: string, protocol?: P, sender?: Tracer): ActorRef<P> {
  if (typeof path !== "string") throw new TypeError(`An actor's path is a text, not ${Deno.inspect(path)}`);
  // The typed face of a class that works with unknown payloads: the protocol's types are erased here, once.
  return new Ref(isolate, path, protocol, sender) as unknown as ActorRef<P>;
}

class Ref {
  #target: Target | undefined;

  constructor(
    private readonly isolate: Isolate,
    readonly path: string,
    private readonly protocol: Protocol | undefined,
    private readonly sender: Tracer | undefined,
  ) {}

  tell(kind: string, payload?: unknown): void {
    if (this.sender?.trace !== undefined) this.#trace(kind);
    this.#to().deliver(new Envelope(kind, payload));
  }

  ask(kind: string, payload?: unknown, options?: AskOptions): Promise<unknown> {
    if (this.sender?.trace !== undefined) this.#trace(kind);
    const { cycles } = this.isolate;
    if (cycles === undefined) {
      return new Promise((resolve, reject) => this.#ask(kind, payload, options, resolve, reject));
    }
    let ask: PendingAsk | undefined;
    const answer = new AwaitedPromise((resolve, reject) => {
      ask = this.#ask(kind, payload, options, resolve, reject);
    });
    if (ask !== undefined) cycles.follow(ask, answer);
    return answer;
  }

  #ask(
    kind: string,
    payload: unknown,
    options: AskOptions | undefined,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ): PendingAsk {
    const timeoutMs = options?.timeout === undefined ? defaultTimeoutMs : parseDuration(options.timeout);
    const ask = new PendingAsk(this.path, kind, timeoutMs, this.#answerSchema(kind), resolve, reject);
    this.isolate.deadlines.add(ask, timeoutMs);
    if (options?.signal !== undefined) ask.abortBy(options.signal);
    if (!ask.settled) this.#to().deliver(new Envelope(kind, payload, ask));
    return ask;
  }

  #answerSchema(kind: string): Schema | undefined {
    return this.protocol?.[kind]?.out;
  }

  #to(): Target {
    const known = this.#target;
    if (known !== undefined && !known.gone) return known;
    return this.#target = this.isolate.target(this.path);
  }

  #trace(kind: string): void {
    this.sender?.trace?.({ atMs: this.isolate.clock.now(), kind, direction: "out" });
  }
}
