/** The list of calls, kept up to date by what the house tells of each. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { CallPage } from "../../webhook_services.ts";
import { onEvent, onMissed } from "../store.ts";
import { getJson } from "../trading/ask.ts";
import { Refetch } from "../trading/refetch.ts";

/** Calls that come at once are fetched once, ms. */
const SETTLE_MS = 200;
/** What becomes of an order is told some moments later. */
const EVENTS = ["webhook", "order"] as const;

/** Which calls are listed; `webhook` null = of all. */
export interface CallFilter {
  readonly webhook: string | null;
  /** From 1. */
  readonly page: number;
}

/** The calls of one page. */
export class CallModel {
  readonly #calls;
  readonly #news = new Refetch(() => this.refetch(), SETTLE_MS);
  readonly #filter = signal<CallFilter>({ webhook: null, page: 1 });
  #fetches = 0;

  constructor(rendered: CallPage) {
    this.#calls = signal(rendered);
  }

  get calls(): ReadonlySignal<CallPage> {
    return this.#calls;
  }

  get filter(): ReadonlySignal<CallFilter> {
    return this.#filter;
  }

  /** Shows other calls; another filter begins at its first page. */
  choose(changes: Partial<CallFilter>): void {
    this.#filter.value = { ...this.#filter.peek(), page: 1, ...changes };
    void this.refetch();
  }

  /** Follows what is told, until the returned function is called. */
  follow(): () => void {
    const ends = [
      ...EVENTS.map((name) => onEvent(name, () => this.#news.soon())),
      onMissed(() => void this.refetch()),
      () => this.#news.stop(),
    ];
    return () => ends.forEach((end) => end());
  }

  /** The newest answer counts; while the house is away, what is shown stays. */
  async refetch(): Promise<void> {
    const fetched = ++this.#fetches;
    const answer = await getJson<CallPage>("/api/webhooks/calls", { ...this.#filter.peek() });
    if (answer.ok && fetched === this.#fetches) this.#calls.value = answer.value;
  }
}
