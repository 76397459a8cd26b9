/** One backtest, followed until it has ended; its trades are turned page by page. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { RunRow } from "../../backtest_services.ts";
import { getJson } from "../trading/ask.ts";
import { FollowedRun, requestFailed } from "./followed_run.ts";
import type { ResultView, TradePage } from "./views.ts";

/** One backtest. */
export class ResultModel extends FollowedRun<ResultView> {
  readonly #trades;
  #turns = 0;

  constructor(rendered: ResultView) {
    super(rendered);
    this.#trades = signal(rendered.trades);
  }

  get trades(): ReadonlySignal<TradePage> {
    return this.#trades;
  }

  /** Shows another page of trades. */
  async turn(page: number): Promise<void> {
    const turned = ++this.#turns;
    const answer = await getJson<TradePage>(`${this.address}/trades`, { page });
    if (turned !== this.#turns) return;
    if (answer.ok) this.#trades.value = answer.value;
    else requestFailed(answer.reason);
  }

  protected override rowOf({ backtest }: ResultView): RunRow {
    return backtest.row;
  }

  protected override get address(): string {
    return `/api/backtests/${this.id}`;
  }

  protected override taken({ trades }: ResultView): void {
    this.#trades.value = trades;
  }
}
