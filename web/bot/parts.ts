/** What setting strategies to work stands on: the portfolio, the database, the paper account and the tools for sources. */
import { type Balance, brokerProtocol, orderDeskProtocol } from "../../actors/broker_protocol.ts";
import { portfolioProtocol } from "../../actors/portfolio_protocol.ts";
import { PATHS } from "../../actors/tree.ts";
import type { Db } from "../../db/db.ts";
import type { House } from "../house_services.ts";
import { showStopped } from "../live_house.ts";
import type { Asked } from "../trading/parts.ts";
import type { SourceTools } from "../workshop/source_tools.ts";

/** What it stands on. */
export interface BotParts {
  readonly db: Db;
  readonly tools: Pick<SourceTools, "check">;
  /** Whose candles strategies decide on, such as `binance`. */
  readonly exchange: string;
  /** Of the market's clock, beside ours. */
  readonly marketSpeed: number;
  /** Whose the paper account is. */
  readonly paperOwnerId: string;
  portfolio(): Asked<typeof portfolioProtocol>;
  orderDesk(): Asked<typeof orderDeskProtocol>;
  /** Of the account whose actor is at this path. @throws {AskError} */
  balancesAt(path: string): Promise<readonly Balance[]>;
  /** Tells the browsers of a user that one is at work no more. */
  stopped(userId: string, activeStrategyId: string): void;
}

/** The parts of a running house. */
export function botParts(house: House, tools: SourceTools): BotParts {
  const { db, system, facts, paperOwnerId } = house;
  return {
    db,
    tools,
    exchange: facts.exchange,
    marketSpeed: facts.marketSpeed,
    paperOwnerId,
    portfolio: () => system().whereis(PATHS.portfolio, portfolioProtocol),
    orderDesk: () => system().whereis(PATHS.orderDesk, orderDeskProtocol),
    balancesAt: (path) => system().whereis(path, brokerProtocol).ask("GetBalances", undefined),
    stopped: (userId, activeStrategyId) => showStopped(house, userId, activeStrategyId),
  };
}
