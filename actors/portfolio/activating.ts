/** Setting a strategy to work. */
import { activate } from "../../db/active_strategies.ts";
import { brokersOf } from "../../db/brokers.ts";
import { findStrategy } from "../../db/strategies.ts";
import { findVersion, newestVersion } from "../../db/strategy_versions.ts";
import type { ActiveStrategy } from "../../domain/active_strategy.ts";
import { Decimal } from "../../domain/decimal.ts";
import { orderDeskProtocol } from "../broker_protocol.ts";
import { marketDeskProtocol } from "../market_desk_protocol.ts";
import type { portfolioProtocol } from "../portfolio_protocol.ts";
import { type Answer, AskError, type Payload } from "../runtime/mod.ts";
import { refusalOf } from "./gate.ts";
import { startGuard } from "./guards.ts";
import { COMMAND_MS, type Portfolio, type PortfolioContext } from "./state.ts";

/** Until its guard needs the market itself. */
const NEED_MS = 60_000;

/** Checks what the database cannot say in words, stores the strategy as active, and starts its guard. */
export async function start(
  portfolio: Portfolio,
  wanted: Payload<typeof portfolioProtocol.StartStrategy>,
  ctx: PortfolioContext,
): Promise<Answer<typeof portfolioProtocol.StartStrategy>> {
  const { db, orderDeskPath } = portfolio.args;
  const { userId, strategyId, brokerId, symbol, amountQuote } = wanted;
  const refuse = (reason: string) => ({ outcome: "refused", reason }) as const;
  const strategy = await findStrategy(db, strategyId);
  if (strategy?.userId !== userId) return refuse(`there is no strategy ${strategyId}`);
  const chosen = wanted.version === null
    ? await newestVersion(db, strategyId)
    : await findVersion(db, strategyId, wanted.version);
  if (!chosen) return refuse(`strategy ${strategyId} has no version ${wanted.version ?? 1}`);
  const refusal = await refusalOf(db, chosen) ?? datesRefused(wanted, ctx.clock.now());
  if (refusal !== null) return refuse(refusal);
  if (!(await brokersOf(db, userId)).some(({ id }) => id === brokerId)) return refuse(`there is no broker ${brokerId}`);
  if (!new Decimal(amountQuote).gt(0)) return refuse(`the amount ${amountQuote} is not above 0`);
  const market = await ctx.whereis(orderDeskPath, orderDeskProtocol).ask("GetMarket", { brokerId, symbol });
  if (!market) return refuse(`${symbol} is not traded with this broker`);
  const { timeframe } = strategy;
  const unheard = await needRefused(portfolio, { symbol, timeframe }, ctx);
  if (unheard !== null) return refuse(unheard);
  const id = crypto.randomUUID();
  const active: ActiveStrategy = {
    ...wanted,
    id,
    version: chosen.number,
    timeframe,
    isActive: true,
    createdMs: ctx.clock.now(),
  };
  if (!await activate(db, active)) return refuse(`another strategy is at work on ${symbol} with this broker`);
  await startGuard(portfolio, active, ctx);
  return { outcome: "done", activeStrategyId: id };
}

/** Why it could never work between these dates, or null. */
function datesRefused({ startMs, endMs }: Pick<ActiveStrategy, "startMs" | "endMs">, nowMs: number): string | null {
  if (endMs === null) return null;
  const isoOf = (ms: number) => new Date(ms).toISOString();
  if (startMs !== null && endMs <= startMs) return `its end ${isoOf(endMs)} is not after its start ${isoOf(startMs)}`;
  return endMs <= nowMs ? `its end ${isoOf(endMs)} is over` : null;
}

/** Why nobody would tell it the candles of its market, or null; also null where the desk does not say. */
async function needRefused(
  { args: { deskPath } }: Portfolio,
  market: Pick<ActiveStrategy, "symbol" | "timeframe">,
  ctx: PortfolioContext,
): Promise<string | null> {
  if (deskPath === null) return null;
  const need = { ...market, fromMs: ctx.clock.now(), by: ctx.self.path, forMs: NEED_MS };
  try {
    return (await ctx.whereis(deskPath, marketDeskProtocol).ask("Need", need, { timeout: COMMAND_MS })).reason;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    ctx.log.warn("The market desk does not answer", { ...market, why: error.message });
    return null;
  }
}
