/** Setting a strategy to work at one or many accounts of its user. */
import { AskError } from "../../actors/runtime/mod.ts";
import type { Broker } from "../../db/brokers.ts";
import { findStrategy } from "../../db/strategies.ts";
import { findVersion } from "../../db/strategy_versions.ts";
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import { currenciesOf, type Symbol } from "../../domain/market.ts";
import { checkChosen, type ParameterSpec } from "../../strategies/parameter.ts";
import type { Activated, Activation } from "../bot_services.ts";
import { HttpError } from "../fresh/error.ts";
import { brokerOf } from "../own_rows.ts";
import { actorOf, answered } from "../trading/parts.ts";
import type { Viewer } from "../viewer.ts";
import type { Parameters } from "../workshop_services.ts";
import type { BotParts } from "./parts.ts";

/** Setting to work waits for desk and broker. */
const START_TIMEOUT = "30s";

/**
 * Sets it to work at each account, one after the other; what one refuses keeps the others from nothing.
 * @throws {HttpError} 404 for a strategy, version or account that the user has not, 400 for parameters that do not fit.
 */
export async function activate(parts: BotParts, viewer: Viewer, wanted: Activation): Promise<Activated[]> {
  const { db, portfolio } = parts;
  const { shares, strategyId, ...terms } = wanted;
  const strategy = await findStrategy(db, strategyId);
  if (!strategy || !(viewer.isDev || strategy.userId === viewer.userId)) {
    throw new HttpError(404, `You have no strategy "${strategyId}"`);
  }
  const version = await findVersion(db, strategyId, wanted.version ?? strategy.version);
  if (!version) throw new HttpError(404, `"${strategy.name}" has no version ${wanted.version}`);
  const brokers = await Promise.all(shares.map(({ brokerId }) => brokerOf(db, viewer, brokerId)));
  const { specs } = await parts.tools.check(viewer.userId, version.source);
  if (specs !== null) checkParameters(specs, wanted.parameters); // one that does not load is refused by the portfolio
  const { userId } = strategy;
  const told: Activated[] = [];
  for (const [index, { brokerId, amountQuote }] of shares.entries()) {
    const broker = brokers[index]!;
    const reason = await lackAt(parts, broker, wanted.symbol, amountQuote);
    if (reason !== null) {
      told.push({ brokerId, brokerName: broker.name, outcome: "refused", reason });
      continue;
    }
    const start = { ...terms, userId, strategyId, version: version.number, brokerId, amountQuote };
    const parameters = { ...terms.parameters };
    const asked = portfolio().ask("StartStrategy", { ...start, parameters }, { timeout: START_TIMEOUT });
    told.push({ brokerId, brokerName: broker.name, ...await answered(asked) });
  }
  return told;
}

/** Why an account cannot give this amount; null where it holds as much, or does not tell what it holds. */
async function lackAt(
  { balancesAt }: BotParts,
  broker: Broker,
  symbol: Symbol,
  amountQuote: DecimalText,
): Promise<string | null> {
  const { quote } = currenciesOf(symbol);
  try {
    const held = (await balancesAt(actorOf(broker))).find(({ currency }) => currency === quote);
    const total = new Decimal(held?.free ?? 0).plus(held?.used ?? 0);
    return total.lt(amountQuote) ? `it holds ${total.toFixed()} ${quote}, less than ${amountQuote} ${quote}` : null;
  } catch (error) {
    if (error instanceof AskError) return null;
    throw error;
  }
}

/** @throws {HttpError} 400 with name, value and what was expected. */
function checkParameters(specs: readonly ParameterSpec[], chosen: Parameters): void {
  for (const [name, value] of Object.entries(chosen)) {
    const spec = specs.find((one) => one.name === name);
    const known = specs.map((one) => one.name).join(", ") || "none";
    if (spec === undefined) throw new HttpError(400, `Parameter "${name}" is not declared; expected one of ${known}`);
    try {
      checkChosen(spec, value);
    } catch (cause) {
      throw new HttpError(400, cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }
}
