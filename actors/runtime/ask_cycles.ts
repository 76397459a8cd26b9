/**
 * Finds actors that wait for one another: A's handler awaits an answer of B, whose handler awaits one of A. Without it both
 * asks would end by their deadlines, and nobody would see why.
 *
 * The rule: actor A awaits B while a handler of A that asked B is running and the answer of that ask is awaited: by `await`, by
 * `Promise.all` and its like, or by being returned. A bare `.then(callback)` awaits nothing, nor does an ask that outlives its
 * handler, one from `init` or `terminate`, or one from code that is no actor's. Each isolate sees its own actors.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { PendingAsk } from "./ask.ts";
import { AwaitedPromise } from "./awaited_promise.ts";
import type { Envelope } from "./envelope.ts";
import type { Observer } from "./observer.ts";

/** One handler at work. */
interface Turn {
  readonly path: string;
  readonly envelope: Envelope;
  readonly awaits: Set<PendingAsk>;
}

/** The wait-for graph of one isolate. */
export class AskCycles implements Observer {
  /** By the path of the actor; a handler that is over is not here. */
  readonly #turns = new Map<string, Turn>();
  readonly #paths = new Map<Envelope, string>();
  readonly #running = new AsyncLocalStorage<Turn>();

  sent(): void {}

  handle(path: string, envelope: Envelope, run: () => unknown): unknown {
    const turn: Turn = { path, envelope, awaits: new Set() };
    this.#turns.set(path, turn);
    this.#paths.set(envelope, path);
    const result = this.#running.run(turn, run);
    if (result instanceof AwaitedPromise) result.awaited?.();
    return result;
  }

  ended(envelope: Envelope): void {
    const path = this.#paths.get(envelope);
    this.#paths.delete(envelope);
    if (path !== undefined && this.#turns.get(path)?.envelope === envelope) this.#turns.delete(path);
  }

  /** Follows an ask from the handler that issued it. */
  follow(ask: PendingAsk, answer: AwaitedPromise<unknown>): void {
    const turn = this.#running.getStore();
    if (turn === undefined) return;
    answer.awaited = () => this.#awaits(turn, ask, answer);
  }

  #awaits(turn: Turn, ask: PendingAsk, answer: AwaitedPromise<unknown>): void {
    if (ask.settled || this.#turns.get(turn.path) !== turn || turn.awaits.has(ask)) return;
    turn.awaits.add(ask);
    answer.settled(() => turn.awaits.delete(ask));
    const way = this.#way(ask.path, turn.path, new Set());
    if (way === undefined) return;
    ask.fail("cycle", `it closes a cycle: ${[turn.path, ...way].join(" awaits ")}`);
  }

  /** The actors from one to the other, both included; `undefined` when the first does not wait for the other. */
  #way(from: string, to: string, seen: Set<string>): readonly string[] | undefined {
    if (from === to) return [to];
    if (seen.has(from)) return undefined;
    seen.add(from);
    for (const ask of this.#turns.get(from)?.awaits ?? []) {
      const rest = ask.settled ? undefined : this.#way(ask.path, to, seen);
      if (rest !== undefined) return [from, ...rest];
    }
    return undefined;
  }
}
