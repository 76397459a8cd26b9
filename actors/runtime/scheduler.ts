/** Who runs next in an isolate. One thread, so this decides only the order and when the event loop gets its turn. */
import { clearImmediate, setImmediate } from "node:timers";

/** Something that has messages to handle. */
export interface Runnable {
  /** Handles at most `limit` messages and returns how many. It makes itself ready again if more are left. */
  run(limit: number): number;
}

/** Decides the order. */
export interface Scheduler {
  ready(runnable: Runnable): void;
  close(): void;
}

/** Messages of one actor before the next actor's turn. */
const batch = 256;
/** Messages before sockets, timers and other isolates get their turn. */
const messagesPerTurn = 4_096;

/** Round robin. It starts in a microtask, and lets the event loop turn after {@linkcode messagesPerTurn} messages. */
export class FairScheduler implements Scheduler {
  #queue: Runnable[] = [];
  #running = false;
  #sinceTurn = 0;
  #immediate: ReturnType<typeof setImmediate> | undefined;
  readonly #run = () => this.#drain();

  ready(runnable: Runnable): void {
    this.#queue.push(runnable);
    if (this.#running) return;
    this.#running = true;
    queueMicrotask(this.#run);
  }

  close(): void {
    clearImmediate(this.#immediate);
    this.#queue = [];
  }

  #drain(): void {
    let next = 0;
    while (next < this.#queue.length && this.#sinceTurn < messagesPerTurn) {
      // An empty turn counts as one message, so that nobody can keep the loop for ever.
      this.#sinceTurn += this.#queue[next++]?.run(batch) || 1;
    }
    this.#queue = next < this.#queue.length ? this.#queue.slice(next) : [];
    if (this.#sinceTurn >= messagesPerTurn) this.#letTheLoopTurn();
    else this.#running = false;
  }

  #letTheLoopTurn(): void {
    this.#immediate = setImmediate(() => {
      this.#sinceTurn = 0;
      this.#drain();
    });
  }
}
