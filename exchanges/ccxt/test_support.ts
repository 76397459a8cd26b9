/** What the tests of connections share. */
import { CcxtConnection, type CcxtConnectionOptions } from "./connection.ts";
import { Demand } from "./demand.ts";
import { openExchange } from "./open.ts";
import type { Wish } from "./plan.ts";
import type { Heard, Source } from "./source.ts";

/** How long a test waits for what must come, ms. */
const PATIENCE_MS = 10_000;

/** A connection, and everything it said. */
export class Listener implements AsyncDisposable {
  readonly heard: Heard[] = [];
  readonly failures: { readonly source: Source; readonly words: string; readonly retryInMs: number | null }[] = [];
  readonly notes: string[] = [];
  /** How many levels of books are wanted. */
  levels = 5;
  readonly #demand = new Demand<string>();
  #wake: () => void = () => {};

  private constructor(readonly connection: CcxtConnection) {}

  /**
   * @param pollEveryMs how often is polled what does not stream.
   * @param clock by which it waits; default: the machine's.
   */
  static async of(
    id: string,
    settings: Record<string, unknown>,
    pollEveryMs?: number,
    clock: CcxtConnectionOptions["clock"] = realClock,
  ): Promise<Listener> {
    const exchange = await openExchange({ id, environment: "live", settings });
    const listener: Listener = new Listener(
      new CcxtConnection({
        exchange,
        clock,
        random: () => 0,
        contain: (run) => run(),
        pollEveryMs,
        levels: () => listener.levels,
        heard: (_source, heard) => listener.#take(() => listener.heard.push(heard)),
        failed: (source, { message: words }, retryInMs) =>
          listener.#take(() => listener.failures.push({ source, words, retryInMs })),
        note: (what, why) => listener.#take(() => listener.notes.push(`${what}: ${why}`)),
      }),
    );
    return listener;
  }

  /** Begins to listen. @returns how it is got. */
  want(wish: Wish): "stream" | "poll" {
    const plan = this.connection.plan(wish);
    for (const source of this.#demand.want(nameOf(wish), wish, plan)) this.connection.begin(source, plan.how);
    return plan.how;
  }

  /** Stops. */
  release(wish: Wish): void {
    for (const source of this.#demand.release(nameOf(wish))) this.connection.end(source);
  }

  /** The first that fits, heard already or to come. @throws when it does not come in time. */
  async first<K extends Heard["kind"]>(kind: K, fits: (heard: Extract<Heard, { kind: K }>) => boolean = () => true) {
    const isIt = (one: Heard): one is Extract<Heard, { kind: K }> =>
      one.kind === kind && fits(one as Extract<Heard, { kind: K }>);
    await this.until(() => this.heard.some(isIt), `${kind} that fits`);
    return this.heard.find(isIt)!;
  }

  /** Waits until it holds. @throws when it does not in time. */
  async until(holds: () => boolean, what: string): Promise<void> {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.#wake();
    }, PATIENCE_MS);
    try {
      while (!holds()) {
        if (isLate) {
          throw new Error(`Never came: ${what}. Failures: ${JSON.stringify(this.failures.map((f) => f.words))}`);
        }
        await Promise.race([new Promise<void>((resolve) => this.#wake = resolve), realClock.sleep(10)]);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.close();
  }

  #take(note: () => void): void {
    note();
    this.#wake();
  }
}

/** The machine's clock. */
export const realClock = {
  elapsed: () => performance.now(),
  sleep: (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(signal.reason);
      }, { once: true });
    }),
};

function nameOf({ channel, symbols, timeframe }: Wish): string {
  return `${channel} ${symbols.join(",")} ${timeframe}`;
}
