/** What the page of searches begins with: the form of an earlier search, or the usual one. */
import { runLists } from "../backtest/lists.ts";
import { type DeskPage, deskPage } from "../backtest/page.ts";
import { deskAddress } from "../backtest/queries.ts";
import type { BacktestServices } from "../backtest_services.ts";
import { formOf } from "../client/backtest/run_form.ts";
import { type SearchForm, searchFormOf, USUAL_SEARCH } from "../client/optimisation/search_form.ts";
import type { SearchView } from "../client/optimisation/search_model.ts";
import { hasEnded } from "../../domain/backtest/run_state.ts";
import type { Services } from "../services.ts";
import type { Times } from "../times.ts";
import { slimmed } from "./slim.ts";

/** What the page shows at first. */
export interface SearchPage extends DeskPage {
  readonly search: SearchForm;
}

/** @throws {HttpError} 404 for a search or a strategy that is none of the user's. */
export async function searchPage(services: Services, query: URLSearchParams, times: Times): Promise<SearchPage> {
  const { again } = deskAddress.parse(Object.fromEntries(query));
  const rest = new URLSearchParams(query);
  rest.delete("again"); // names a search here, a backtest there
  const [desk, lists, earlier] = await Promise.all([
    deskPage(services, rest, times),
    runLists(services.backtests, { kind: "optimisation", strategy: null, page: 1 }),
    again === undefined ? null : services.backtests.optimisation(again),
  ]);
  if (earlier === null) return { ...desk, lists, search: USUAL_SEARCH };
  const { request } = earlier;
  return { ...desk, lists, form: formOf(request, times), isAgain: true, search: searchFormOf(request) };
}

/** A search, and how far it is. @throws {HttpError} 404 for one that is not the user's. */
export async function searchView(backtests: BacktestServices, id: string): Promise<SearchView> {
  const found = await backtests.optimisation(id);
  const optimisation = { ...found, result: found.result && slimmed(found.result) };
  const running = hasEnded(optimisation.row.state) ? [] : await backtests.running();
  return { optimisation, progress: running.find((one) => one.id === id) ?? null };
}
