/** Checks a source while it is typed: once the typing pauses, one at a time, and only the newest is heard. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { CheckedSource } from "../../workshop_services.ts";
import type { Answer } from "../trading/ask.ts";

/** How a check is asked for; gives up when the signal says so. */
export type AskCheck = (source: string, signal: AbortSignal) => Promise<Answer<CheckedSource>>;

/** How often one source is asked about again while the house is too busy, and after how long, ms. */
const TRIES = 5;
const AGAIN_MS = 4_000;
/** Nothing was heard, or the house says that it may be asked again. */
const PASSING = new Set([0, 503, 504]);

/** The problems of the newest source. */
export class Checker {
  readonly #checked = signal<CheckedSource | null>(null);
  readonly #failure = signal<string | null>(null);
  readonly #isChecking = signal(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | undefined;

  /** @param pauseMs how long the typing must pause. @param againMs how long a house that is too busy is left alone. */
  constructor(
    private readonly ask: AskCheck,
    private readonly pauseMs: number,
    private readonly againMs: number = AGAIN_MS,
  ) {}

  /** What was found last; null before the first answer. */
  get checked(): ReadonlySignal<CheckedSource | null> {
    return this.#checked;
  }

  /** Why nothing was found out, in words; null while all is well. */
  get failure(): ReadonlySignal<string | null> {
    return this.#failure;
  }

  /** An answer is due. */
  get isChecking(): ReadonlySignal<boolean> {
    return this.#isChecking;
  }

  /** It was changed to this. */
  soon(source: string): void {
    this.stop();
    this.#isChecking.value = true;
    this.#timer = setTimeout(() => void this.now(source), this.pauseMs);
  }

  /** What is found in it; null where that cannot be told, or a newer one was asked about meanwhile. */
  async now(source: string, triesLeft: number = TRIES): Promise<CheckedSource | null> {
    this.stop();
    const mine = this.#running = new AbortController();
    this.#isChecking.value = true;
    const answer = await this.ask(source, mine.signal).catch(() => null); // given up for a newer one
    if (this.#running !== mine) return null;
    this.#isChecking.value = false;
    if (answer === null) return null;
    this.#failure.value = answer.ok ? null : answer.reason;
    if (answer.ok) return this.#checked.value = answer.value;
    if (PASSING.has(answer.status) && triesLeft > 0) {
      this.#timer = setTimeout(() => void this.now(source, triesLeft - 1), this.againMs);
    }
    return null;
  }

  /** Nothing that is due is asked or heard any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = undefined;
    this.#isChecking.value = false;
  }
}
