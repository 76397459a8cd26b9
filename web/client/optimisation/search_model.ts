/** One search, followed until it has ended. */
import type { BacktestRequest } from "../../../domain/backtest/request.ts";
import type { OptimisationView, RunRow } from "../../backtest_services.ts";
import type { Parameters } from "../../workshop_services.ts";
import { FollowedRun, requestFailed, type RunView } from "../backtest/followed_run.ts";
import { postJson } from "../trading/ask.ts";

/** A search, and how far it is while it has not ended. */
export interface SearchView extends RunView {
  readonly optimisation: OptimisationView;
}

/** One search. */
export class SearchModel extends FollowedRun<SearchView> {
  /** Starts a backtest of one set over the whole range; its id, or null where it was refused. */
  async backtest(parameters: Parameters): Promise<string | null> {
    const { strategyId, version, symbol, timeframe, fromMs, toMs, options, detail } =
      this.view.peek().optimisation.request;
    const run = { strategyId, version, symbol, timeframe, fromMs, toMs, options, detail };
    const request: BacktestRequest = { ...run, parameters: { ...parameters } };
    const answer = await postJson<{ id: string }>("/api/backtests", request);
    if (answer.ok) return answer.value.id;
    requestFailed(answer.reason);
    return null;
  }

  protected override rowOf({ optimisation }: SearchView): RunRow {
    return optimisation.row;
  }

  protected override get address(): string {
    return `/api/optimisations/${this.id}`;
  }
}
