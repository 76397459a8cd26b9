/**
 * Finds actors that wait for one another: A's handler awaits an answer of B, whose handler awaits one of A. Without it both
 * asks would end by their deadlines, and nobody would see why.
 *
 * The rule: actor A awaits B while a handler of A that asked B is running and the answer of that ask is awaited: by `await`, by
 * `Promise.all` and its like, or by being returned. A bare `.then(callback)` awaits nothing, nor does an ask that outlives its
 * handler, one from `init` or `terminate`, or one from code that is no actor's.
 *
 * Each isolate knows who waits in it. Whoever begins to wait sends a {@linkcode Probe} along those it waits for, from isolate to
 * isolate; one that comes back has found a cycle (Chandy, Misra and Haas: edge chasing). The probe of the last to begin finds all
 * the others waiting; in one isolate it is the only one that comes back, between isolates another may be as late.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { PendingAsk } from "./ask.ts";
import { AwaitedPromise } from "./awaited_promise.ts";
import type { Envelope } from "./envelope.ts";
import type { Target } from "./isolate.ts";
import type { Observer } from "./observer.ts";

/** Asks whether the way from one who waits leads back to it. */
export interface Probe {
  /** The ask with which the first of the way waits, by its number there. */
  readonly ask: number;
  /** Who awaits whom; the last has yet to be looked at. */
  readonly way: readonly string[];
}

/** A way that is longer is not followed. */
export const longestWay = 64;

/** One handler at work. */
interface Turn {
  readonly path: string;
  readonly envelope: Envelope;
  readonly awaits: Map<PendingAsk, number>;
}

/** Who waits for whom, as seen from one isolate. */
export class AskCycles implements Observer {
  /** By the path of the actor; a handler that is over is not here. */
  readonly #turns = new Map<string, Turn>();
  readonly #paths = new Map<Envelope, string>();
  readonly #running = new AsyncLocalStorage<Turn>();
  #last = 0;

  /** `found` hears of each cycle, the first of its way being the last. */
  constructor(
    private readonly targetOf: (path: string) => Target,
    private readonly found: (way: readonly string[]) => void,
  ) {}

  sent(): void {}

  handle(path: string, envelope: Envelope, run: () => unknown): unknown {
    const turn: Turn = { path, envelope, awaits: new Map() };
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

  /** Hands a probe on to where the last of its way lives. */
  pass({ ask, way }: Probe): void {
    this.#goOn(ask, way.slice(0, -1), way.at(-1) ?? "", new Set());
  }

  /** A probe whose way has led here. */
  arrived(probe: Probe): void {
    this.#lookAt(probe, new Set());
  }

  #awaits(turn: Turn, ask: PendingAsk, answer: AwaitedPromise<unknown>): void {
    if (ask.settled || this.#turns.get(turn.path) !== turn || turn.awaits.has(ask)) return;
    const number = ++this.#last;
    turn.awaits.set(ask, number);
    answer.settled(() => turn.awaits.delete(ask));
    this.#goOn(number, [turn.path], ask.path, new Set());
  }

  #goOn(ask: number, before: readonly string[], next: string, seen: Set<string>): void {
    const target = this.targetOf(next);
    const probe: Probe = { ask, way: [...before, target.path] };
    if (target.probe === undefined) this.#lookAt(probe, seen);
    else if (before.length < longestWay) target.probe(probe);
  }

  /** The last of the way is here, or nowhere. */
  #lookAt(probe: Probe, seen: Set<string>): void {
    const { ask, way } = probe;
    const last = way.at(-1) ?? "";
    if (last === way[0] && way.length > 1) return this.#close(probe);
    if (seen.has(last) || way.indexOf(last) < way.length - 1) return;
    seen.add(last);
    for (const awaited of this.#turns.get(last)?.awaits.keys() ?? []) {
      if (!awaited.settled) this.#goOn(ask, way, awaited.path, seen);
    }
  }

  #close({ ask: number, way }: Probe): void {
    for (const [ask, itsNumber] of this.#turns.get(way[0] ?? "")?.awaits ?? []) {
      if (itsNumber !== number || ask.settled) continue;
      ask.fail("cycle", `it closes a cycle: ${way.join(" awaits ")}`);
      this.found(way);
    }
  }
}
