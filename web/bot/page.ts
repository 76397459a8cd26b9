/** What the Trading bot page begins with: what is at work, and the form that its address asks for. */
import { emptyForm, formOf, type WorkForm } from "../client/bot/work_form.ts";
import type { StrategyChoice } from "../client/backtest/views.ts";
import type { BotView } from "../bot_services.ts";
import type { Services } from "../services.ts";
import type { Times } from "../times.ts";
import type { AccountChoice } from "../trading_services.ts";
import { botAddress } from "./bodies.ts";

/** What the page shows at first. */
export interface BotPage {
  readonly view: BotView;
  readonly strategies: readonly StrategyChoice[];
  readonly accounts: readonly AccountChoice[];
  /** Null where there is no strategy to choose. */
  readonly form: WorkForm | null;
  /** Whether it has the terms of one that is at work. */
  readonly isCopy: boolean;
  /** UTC ms. */
  readonly nowMs: number;
}

/** @throws {HttpError} 404 for a strategy at work that is none of the user's. */
export async function botPage(services: Services, query: URLSearchParams, times: Times): Promise<BotPage> {
  const { copy } = botAddress.parse(Object.fromEntries(query));
  const [view, rows, accounts, copied] = await Promise.all([
    services.bot.view(),
    services.workshop.list(),
    services.trading.accounts(),
    copy === undefined ? null : services.bot.open(copy, 1),
  ]);
  const strategies = rows.map(({ id, name, version, timeframe }) => ({ id, name, version, timeframe }));
  const [first] = strategies;
  const symbol = services.facts.symbols[0] ?? "BTC/USDT";
  const form = copied ? formOf(copied.terms, times) : first ? emptyForm(first.id, symbol) : null;
  return { view, strategies, accounts, form, isCopy: copied !== null, nowMs: services.now() };
}
