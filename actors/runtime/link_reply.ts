/** The answer of an ask that came over a link goes back over it. */
import type { Reply } from "./envelope.ts";
import { fromEnvelope, toEnvelope } from "./errors.ts";
import type { Failure } from "./frames.ts";

/** Where answers are sent. */
export type SendAnswer = (
  frame: readonly ["answer", id: number, value?: unknown] | readonly ["fail", id: number, ...Failure],
) => void;

/** Sends the first answer or failure. */
export class LinkReply implements Reply {
  settled = false;

  constructor(readonly id: number, private readonly send: SendAnswer) {}

  answer(value: unknown): void {
    if (this.settled) return;
    this.settled = true;
    this.send(value === undefined ? ["answer", this.id] : ["answer", this.id, value]);
  }

  fail(code: Failure[0], detail: string, cause?: unknown): void {
    if (this.settled) return;
    this.settled = true;
    this.send(["fail", this.id, code, detail, cause === undefined ? null : toEnvelope(cause)]);
  }
}

/** Hears that the other side has settled an ask which `actor` was to answer. */
export type Settled = (actor: number, answered: boolean, reply: Reply) => void;

interface OpenAsk {
  readonly reply: Reply;
  readonly actor: number;
}

/** Asks that wait for an answer from the other side. */
export class OpenAsks {
  readonly #open = new Map<number, OpenAsk>();
  #last = 0;

  constructor(private readonly settled: Settled = () => {}) {}

  /** @returns the number under which the answer will come. */
  add(reply: Reply, actor = 0): number {
    const id = ++this.#last;
    this.#open.set(id, { reply, actor });
    return id;
  }

  /** The other side has answered. An answer to nobody, or a second one, has no effect. */
  answer(id: number, value: unknown): void {
    const ask = this.#take(id);
    if (ask === undefined) return;
    this.settled(ask.actor, true, ask.reply);
    ask.reply.answer(value, true);
  }

  /** The other side has refused, or failed. */
  fail(id: number, failure: Failure): void {
    const ask = this.#take(id);
    if (ask === undefined) return;
    this.settled(ask.actor, false, ask.reply);
    fail(ask, failure);
  }

  /** It could not be sent: the other side knows nothing of it. */
  withdraw(id: number, failure: Failure): void {
    const ask = this.#take(id);
    if (ask !== undefined) fail(ask, failure);
  }

  /** Where the answer to this ask shall go. */
  replyOf(id: number): Reply | undefined {
    return this.#open.get(id)?.reply;
  }

  /** What that actor was to answer is asked elsewhere. */
  forget(actor: number): void {
    for (const [id, ask] of this.#open) if (ask.actor === actor) this.#open.delete(id);
  }

  /** The other side has gone: everything fails. */
  failAll(detail: string): void {
    for (const { reply } of this.#open.values()) reply.fail("crash", detail);
    this.#open.clear();
  }

  #take(id: number): OpenAsk | undefined {
    const ask = this.#open.get(id);
    this.#open.delete(id);
    return ask;
  }
}

function fail({ reply }: OpenAsk, [code, detail, cause]: Failure): void {
  reply.fail(code, detail, cause === null ? undefined : fromEnvelope(cause));
}

/** Calls that wait for their result from the other side. */
export class OpenCalls {
  readonly #calls = new Map<number, PromiseWithResolvers<unknown>>();
  #last = 0;

  /** Makes a call: `send` is handed its number. */
  make(send: (call: number) => void): Promise<unknown> {
    const call = Promise.withResolvers<unknown>();
    this.#calls.set(++this.#last, call);
    send(this.#last);
    return call.promise;
  }

  settle(frame: readonly ["return", number, unknown] | readonly ["throw", number, Parameters<typeof fromEnvelope>[0]]) {
    const call = this.#calls.get(frame[1]);
    this.#calls.delete(frame[1]);
    if (frame[0] === "return") call?.resolve(frame[2]);
    else call?.reject(fromEnvelope(frame[2]));
  }

  failAll(error: Error): void {
    for (const call of this.#calls.values()) call.reject(error);
    this.#calls.clear();
  }
}
