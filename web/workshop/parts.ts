/** What the workshop stands on: the database, the desk that audits, the portfolio, and the tools for sources. */
import { portfolioProtocol } from "../../actors/portfolio_protocol.ts";
import { PATHS } from "../../actors/tree.ts";
import { workshopDeskProtocol } from "../../actors/workshop_desk_protocol.ts";
import type { Db } from "../../db/db.ts";
import type { Candle } from "../../domain/candle.ts";
import type { Symbol } from "../../domain/market.ts";
import type { Timeframe } from "../../domain/timeframe.ts";
import type { House } from "../house_services.ts";
import type { Asked } from "../trading/parts.ts";
import type { SourceTools } from "./source_tools.ts";

/** What the workshop stands on. */
export interface WorkshopParts {
  readonly db: Db;
  /** UTC ms. */
  now(): number;
  readonly tools: SourceTools;
  /** A version was saved that is to be audited. */
  saved(strategyId: string, version: number): void;
  portfolio(): Asked<typeof portfolioProtocol>;
  /** The newest closed candles of the platform's market, oldest first. @throws {HttpError} 404 where it has no such market. */
  candles(symbol: Symbol, timeframe: Timeframe, limit: number): Promise<readonly Candle[]>;
}

/** The parts of a running house. */
export function workshopParts(
  { db, system }: House,
  { tools, candles }: Pick<WorkshopParts, "tools" | "candles">,
): WorkshopParts {
  return {
    db,
    now: () => system().clock.now(),
    tools,
    candles,
    saved: (strategyId, version) =>
      system().whereis(PATHS.workshopDesk, workshopDeskProtocol).tell("AuditVersion", { strategyId, version }),
    portfolio: () => system().whereis(PATHS.portfolio, portfolioProtocol),
  };
}
