/** One backtest, followed until it has ended; its trades are turned page by page. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { filled } from "../../../backtest/measure_text.ts";
import { hasEnded } from "../../../domain/backtest/run_state.ts";
import type { RunProgress } from "../../backtest_services.ts";
import { connection, gaps, onEvent } from "../store.ts";
import { toast } from "../toasts.ts";
import { getJson, postJson } from "../trading/ask.ts";
import type { ResultView, TradePage } from "./views.ts";

/** One backtest. */
export class ResultModel {
  readonly #view;
  readonly #trades;
  #turns = 0;

  constructor(rendered: ResultView) {
    this.#view = signal(rendered);
    this.#trades = signal(rendered.trades);
  }

  get view(): ReadonlySignal<ResultView> {
    return this.#view;
  }

  get trades(): ReadonlySignal<TradePage> {
    return this.#trades;
  }

  /** Follows it, until the returned function is called; what has ended stays as it is. */
  follow(): () => void {
    let seenGaps = gaps.peek();
    const refetch = () => void (hasEnded(this.#view.peek().backtest.row.state) || this.#refetch());
    const ends = [
      onEvent("run", (progress) => this.#take(progress)),
      connection.subscribe((state) => void (state === "open" && refetch())),
      gaps.subscribe((value) => {
        if (value !== seenGaps) refetch();
        seenGaps = value;
      }),
    ];
    return () => ends.forEach((end) => end());
  }

  /** Shows another page of trades. */
  async turn(page: number): Promise<void> {
    const turned = ++this.#turns;
    const answer = await getJson<TradePage>(`/api/backtests/${this.#id}/trades`, { page });
    if (turned !== this.#turns) return;
    if (answer.ok) this.#trades.value = answer.value;
    else refused(answer.reason);
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

  get #id(): string {
    return this.#view.peek().backtest.row.id;
  }

  #take(progress: RunProgress): void {
    const view = this.#view.peek();
    if (progress.id !== this.#id || hasEnded(view.backtest.row.state)) return;
    if (hasEnded(progress.state)) return void this.#refetch();
    if ((view.progress?.timeMs ?? 0) <= progress.timeMs) this.#view.value = { ...view, progress };
  }

  /** While the house is away, what is shown stays. */
  async #refetch(): Promise<void> {
    const answer = await getJson<ResultView>(`/api/backtests/${this.#id}`);
    if (!answer.ok) return;
    this.#view.value = answer.value;
    this.#trades.value = answer.value.trades;
  }
}

function refused(reason: string): void {
  toast("error", ({ backtests }) => filled(backtests.requestFailed, { reason }));
}
