/** One run, a backtest or a search, followed until it has ended. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { filled } from "../../../backtest/measure_text.ts";
import { hasEnded } from "../../../domain/backtest/run_state.ts";
import type { RunProgress, RunRow } from "../../backtest_services.ts";
import { onEvent, onMissed } from "../store.ts";
import { toast } from "../toasts.ts";
import { getJson, postJson } from "../trading/ask.ts";

/** What a page shows of a run at least; `progress` null = it has ended. */
export interface RunView {
  readonly progress: RunProgress | null;
}

/** One run. */
export abstract class FollowedRun<View extends RunView> {
  readonly #view;

  constructor(rendered: View) {
    this.#view = signal(rendered);
  }

  get view(): ReadonlySignal<View> {
    return this.#view;
  }

  /** The row of a view. */
  protected abstract rowOf(view: View): RunRow;

  /** Where the whole view is fetched. */
  protected abstract get address(): string;

  /** A newer view was fetched. */
  protected taken(_view: View): void {}

  protected get id(): string {
    return this.rowOf(this.#view.peek()).id;
  }

  /** Follows it, until the returned function is called; what has ended stays as it is. */
  follow(): () => void {
    const ends = [
      onEvent("run", (progress) => this.#take(progress)),
      onMissed(() => this.#catchUp()),
    ];
    return () => ends.forEach((end) => end());
  }

  async interrupt(): Promise<void> {
    const answer = await postJson(`/api/backtests/${this.id}/interrupt`, {});
    if (!answer.ok) requestFailed(answer.reason);
  }

  /** Whether it is gone. */
  async remove(): Promise<boolean> {
    const answer = await postJson(`/api/backtests/${this.id}/remove`, {});
    if (!answer.ok) requestFailed(answer.reason);
    return answer.ok;
  }

  get #isOver(): boolean {
    return hasEnded(this.rowOf(this.#view.peek()).state);
  }

  #take(progress: RunProgress): void {
    const view = this.#view.peek();
    if (progress.id !== this.id || this.#isOver) return;
    if (hasEnded(progress.state)) return void this.#refetch();
    if ((view.progress?.timeMs ?? 0) <= progress.timeMs) this.#view.value = { ...view, progress };
  }

  #catchUp(): void {
    if (!this.#isOver) void this.#refetch();
  }

  /** While the house is away, what is shown stays. */
  async #refetch(): Promise<void> {
    const answer = await getJson<View>(this.address);
    if (!answer.ok) return;
    this.#view.value = answer.value;
    this.taken(answer.value);
  }
}

/** Tells that the house refused, with its reason. */
export function requestFailed(reason: string): void {
  toast("error", ({ backtests }) => filled(backtests.requestFailed, { reason }));
}
