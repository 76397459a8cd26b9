/** One search, followed until it has ended. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { BacktestRequest } from "../../../domain/backtest/request.ts";
import { hasEnded } from "../../../domain/backtest/run_state.ts";
import type { OptimisationView, RunProgress } from "../../backtest_services.ts";
import { fill } from "../../i18n/mod.ts";
import type { Parameters } from "../../workshop_services.ts";
import { connection, gaps, onEvent } from "../store.ts";
import { toast } from "../toasts.ts";
import { getJson, postJson } from "../trading/ask.ts";

/** A search, and how far it is while it has not ended. */
export interface SearchView {
  readonly optimisation: OptimisationView;
  readonly progress: RunProgress | null;
}

/** One search. */
export class SearchModel {
  readonly #view;

  constructor(rendered: SearchView) {
    this.#view = signal(rendered);
  }

  get view(): ReadonlySignal<SearchView> {
    return this.#view;
  }

  /** Follows it, until the returned function is called; what has ended stays as it is. */
  follow(): () => void {
    let seenGaps = gaps.peek();
    const ends = [
      onEvent("run", (progress) => this.#take(progress)),
      // Between the moment the server rendered and this one, something may have happened that nobody heard.
      connection.subscribe((state) => void (state === "open" && this.#catchUp())),
      gaps.subscribe((value) => {
        if (value !== seenGaps) this.#catchUp();
        seenGaps = value;
      }),
    ];
    return () => ends.forEach((end) => end());
  }

  async interrupt(): Promise<void> {
    const answer = await postJson(`/api/backtests/${this.#id}/interrupt`, {});
    if (!answer.ok) refused(answer.reason);
  }

  /** Whether it is gone. */
  async remove(): Promise<boolean> {
    const answer = await postJson(`/api/backtests/${this.#id}/remove`, {});
    if (!answer.ok) refused(answer.reason);
    return answer.ok;
  }

  /** Starts a backtest of one set over the whole range; its id, or null where it was refused. */
  async backtest(parameters: Parameters): Promise<string | null> {
    const { strategyId, version, symbol, timeframe, fromMs, toMs, options, detail } =
      this.#view.peek().optimisation.request;
    const run = { strategyId, version, symbol, timeframe, fromMs, toMs, options, detail };
    const request: BacktestRequest = { ...run, parameters: { ...parameters } };
    const answer = await postJson<{ id: string }>("/api/backtests", request);
    if (answer.ok) return answer.value.id;
    refused(answer.reason);
    return null;
  }

  get #id(): string {
    return this.#view.peek().optimisation.row.id;
  }

  #take(progress: RunProgress): void {
    const view = this.#view.peek();
    if (progress.id !== this.#id || hasEnded(view.optimisation.row.state)) return;
    if (hasEnded(progress.state)) void this.#refetch();
    else if ((view.progress?.timeMs ?? 0) <= progress.timeMs) this.#view.value = { ...view, progress };
  }

  #catchUp(): void {
    if (!hasEnded(this.#view.peek().optimisation.row.state)) void this.#refetch();
  }

  /** While the house is away, what is shown stays. */
  async #refetch(): Promise<void> {
    const answer = await getJson<SearchView>(`/api/optimisations/${this.#id}`);
    if (answer.ok) this.#view.value = answer.value;
  }
}

function refused(reason: string): void {
  toast("error", ({ optimisations }) => fill(optimisations.run.requestFailed, { reason }));
}
