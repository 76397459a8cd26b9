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

  constructor(private readonly id: number, private readonly send: SendAnswer) {}

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

/** Asks that wait for an answer from the other side. */
export class OpenAsks {
  readonly #replies = new Map<number, Reply>();
  #last = 0;

  /** @returns the number under which the answer will come. */
  add(reply: Reply): number {
    const id = ++this.#last;
    this.#replies.set(id, reply);
    return id;
  }

  answer(id: number, value: unknown): void {
    this.#take(id)?.answer(value, true);
  }

  fail(id: number, [code, detail, cause]: Failure): void {
    this.#take(id)?.fail(code, detail, cause === null ? undefined : fromEnvelope(cause));
  }

  /** The other side has gone: everything fails. */
  failAll(detail: string): void {
    for (const reply of this.#replies.values()) reply.fail("crash", detail);
    this.#replies.clear();
  }

  #take(id: number): Reply | undefined {
    const reply = this.#replies.get(id);
    this.#replies.delete(id);
    return reply;
  }
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
