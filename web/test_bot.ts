/** For tests of pages: strategies at work that a test holds, beside those of its database. */
import { activate } from "../db/active_strategies.ts";
import type { Db } from "../db/db.ts";
import { findStrategy } from "../db/strategies.ts";
import type { ActiveStrategy } from "../domain/active_strategy.ts";
import type { BotParts } from "./bot/parts.ts";
import { botHouse } from "./bot_house.ts";
import type { BotAction, BotServices } from "./bot_services.ts";
import { HttpError } from "./fresh/error.ts";
import { showStopped } from "./live_house.ts";
import { TEST_MARKET } from "./test_trading.ts";
import type { TestHouse } from "./test_house.ts";
import type { TestWorkshop } from "./test_workshop.ts";
import type { Viewer } from "./viewer.ts";

/** What it answers from. */
export interface TestBotParts extends Pick<TestHouse, "holdings" | "acted"> {
  readonly db: Db;
  readonly workshop: TestWorkshop;
  readonly system: Parameters<typeof showStopped>[0]["system"];
  /** Whose the balances are. */
  readonly paperOwnerId: string;
}

/** Shows and commands what the test holds; activates and opens what is in its database. */
export function testBot(of: TestBotParts, viewer: Viewer): BotServices {
  const { holdings, acted } = of;
  const sees = (row: { readonly userId: string }) => viewer.isDev || row.userId === viewer.userId;
  return {
    ...botHouse(botParts(of), viewer),
    view: () =>
      Promise.resolve({
        strategies: holdings.strategies.filter(sees),
        work: holdings.work,
        orders: holdings.orders.filter(sees),
        balances: viewer.isDev || viewer.userId === of.paperOwnerId ? holdings.balances : [],
        balanceError: null,
      }),
    act: (id: string, action: BotAction) => {
      const found = holdings.strategies.find((one) => one.activeStrategyId === id && sees(one));
      if (!found) return Promise.reject(new HttpError(404, `No strategy ${id} is at work`));
      acted.push({ id, action });
      if (action === "stop") showStopped(of, found.userId, id);
      return Promise.resolve();
    },
  };
}

function botParts({ db, workshop, holdings, paperOwnerId, system }: TestBotParts): BotParts {
  const portfolio = {
    ask: async (kind: string, of: Omit<ActiveStrategy, "id">) => {
      if (kind === "GetStrategies") return holdings.strategies;
      if (workshop.refusal !== null) return { outcome: "refused", reason: workshop.refusal };
      const id = crypto.randomUUID();
      const { timeframe } = (await findStrategy(db, of.strategyId))!;
      const isDone = await activate(db, { ...of, id, timeframe, isActive: true, createdMs: Date.now() });
      return isDone ? { outcome: "done", activeStrategyId: id } : { outcome: "refused", reason: "another is at work" };
    },
  };
  return {
    db,
    exchange: "demo",
    marketSpeed: 1,
    paperOwnerId,
    tools: { check: () => Promise.resolve(workshop.checked) },
    portfolio: () => portfolio as never,
    orderDesk: () => ({ ask: () => Promise.resolve(TEST_MARKET) }) as never,
    balancesAt: () => Promise.resolve(holdings.balances),
    stopped: (userId, id) => showStopped({ system }, userId, id),
  };
}
