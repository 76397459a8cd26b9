/** The lists of runs, kept up to date by what the house tells of each. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { filled } from "../../../backtest/measure_text.ts";
import type { RunKind } from "../../../domain/backtest/request.ts";
import { hasEnded } from "../../../domain/backtest/run_state.ts";
import type { RunProgress, RunRow } from "../../backtest_services.ts";
import { onEvent, onMissed } from "../store.ts";
import { toast } from "../toasts.ts";
import { getJson, postJson } from "../trading/ask.ts";
import { Refetch } from "../trading/refetch.ts";
import type { RunLists } from "./views.ts";
import { percentOrDash } from "./words.ts";

/** Several runs that change at once are fetched once. */
const SETTLE_MS = 150;

/** Which runs are listed; null = all. */
export interface RunFilter {
  readonly kind: RunKind | null;
  readonly strategy: string | null;
  /** From 1. */
  readonly page: number;
}

/** The lists after a run was heard of; undefined where they must be fetched anew. */
export function withProgress(lists: RunLists, progress: RunProgress): RunLists | undefined {
  const isListed = lists.queue.some(({ row }) => row.id === progress.id);
  if (!isListed || hasEnded(progress.state)) return undefined;
  const queue = lists.queue.map((one) =>
    one.row.id === progress.id && one.progress.timeMs <= progress.timeMs ? { ...one, progress } : one
  );
  return { ...lists, queue };
}

/** The lists of one page. */
export class RunListModel {
  readonly #lists;
  readonly #filter;
  /** Ids of those whose end is to be told. */
  readonly #ended = new Set<string>();
  readonly #news = new Refetch(() => this.#settle(), SETTLE_MS);
  #fetches = 0;

  /** `filter`: what the rendered ones are, where they are not all. */
  constructor(rendered: RunLists, filter: Partial<RunFilter> = {}) {
    this.#lists = signal(rendered);
    this.#filter = signal<RunFilter>({ kind: null, strategy: null, page: 1, ...filter });
  }

  get lists(): ReadonlySignal<RunLists> {
    return this.#lists;
  }

  get filter(): ReadonlySignal<RunFilter> {
    return this.#filter;
  }

  /** Shows other runs; another filter begins at its first page. */
  choose(changes: Partial<RunFilter>): void {
    this.#filter.value = { ...this.#filter.peek(), page: 1, ...changes };
    void this.refetch();
  }

  /** Follows what is told, until the returned function is called. */
  follow(): () => void {
    const ends = [
      onEvent("run", (progress) => this.#take(progress)),
      onMissed(() => void this.refetch()),
      () => this.#news.stop(),
    ];
    return () => ends.forEach((end) => end());
  }

  async interrupt({ id }: RunRow): Promise<void> {
    const answer = await postJson(`/api/backtests/${id}/interrupt`, {});
    if (!answer.ok) toast("error", ({ backtests }) => filled(backtests.requestFailed, { reason: answer.reason }));
  }

  /** The newest answer counts; while the house is away, what is shown stays. */
  async refetch(): Promise<void> {
    const fetched = ++this.#fetches;
    const answer = await getJson<RunLists>("/api/backtests", { ...this.#filter.peek() });
    if (answer.ok && fetched === this.#fetches) this.#lists.value = answer.value;
  }

  #take(progress: RunProgress): void {
    const known = this.#lists.peek().queue.find(({ row }) => row.id === progress.id);
    const next = withProgress(this.#lists.peek(), progress);
    if (next) {
      this.#lists.value = next;
      return;
    }
    if (known && hasEnded(progress.state)) this.#ended.add(progress.id);
    this.#news.soon();
  }

  async #settle(): Promise<void> {
    const ended = new Set(this.#ended);
    this.#ended.clear();
    await this.refetch();
    for (const row of this.#lists.peek().runs.runs) if (ended.has(row.id)) tellEnd(row);
  }
}

/** What came of a run, in the corner; who interrupted one knows. */
function tellEnd({ state, strategyName: name, symbol, returnPercent, error }: RunRow): void {
  if (state === "done") {
    toast("info", ({ backtests }, language) => {
      const result = percentOrDash(returnPercent, language, true);
      return filled(backtests.queue.finished, { name, symbol, result });
    });
  }
  if (state === "failed") {
    toast("error", ({ backtests }) => filled(backtests.queue.failedToast, { name, symbol, error: error ?? "?" }));
  }
}
