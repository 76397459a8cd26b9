/** Checks a source while it is typed: once the typing pauses, one at a time, and only the newest is heard. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { CheckedSource } from "../../workshop_services.ts";
import type { Answer } from "../trading/ask.ts";

/** How a check is asked for; gives up when the signal says so. */
export type AskCheck = (source: string, signal: AbortSignal) => Promise<Answer<CheckedSource>>;

/** The problems of the newest source. */
export class Checker {
  readonly #checked = signal<CheckedSource | null>(null);
  readonly #failure = signal<string | null>(null);
  readonly #isChecking = signal(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | undefined;

  /** @param pauseMs how long the typing must pause. */
  constructor(private readonly ask: AskCheck, private readonly pauseMs: number) {}

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
  async now(source: string): Promise<CheckedSource | null> {
    this.stop();
    const mine = this.#running = new AbortController();
    this.#isChecking.value = true;
    const answer = await this.ask(source, mine.signal).catch(() => null); // given up for a newer one
    if (this.#running !== mine) return null;
    this.#isChecking.value = false;
    if (answer === null) return null;
    this.#failure.value = answer.ok ? null : answer.reason;
    if (!answer.ok) return null;
    return this.#checked.value = answer.value;
  }

  /** Nothing that is due is asked or heard any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = undefined;
    this.#isChecking.value = false;
  }
}
