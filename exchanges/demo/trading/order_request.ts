/** From the parameters of a request to an order on the market's grid, with Binance's refusals on the way. */
import type { MarketRules } from "../market_rules.ts";
import { ApiError, illegalCharacters, invalidData, missing } from "../rest/errors.ts";
import type { Params } from "../rest/params.ts";
import { toUnits, WIRE_PLACES } from "../units.ts";
import { type Money, moneyOf } from "./money.ts";
import {
  hasLimit,
  isContingent,
  type NewOrder,
  ORDER_TYPES,
  type OrderType,
  SELF_TRADE_MODES,
  type SelfTradeMode,
  type Side,
  type TimeInForce,
  TIMES_IN_FORCE,
} from "./order.ts";
import { filterFailure } from "./refusals.ts";

const DECIMAL = "^([0-9]{1,20})(\\.[0-9]{1,20})?$";
const CLIENT_ID = "^[a-zA-Z0-9-_.]{1,36}$";

/** Names of the parameters of one leg: `price` alone, or `abovePrice` for the upper leg of a list. */
export type Leg = "" | "above" | "below";

/** Gives an id to an order that came without one. */
export type NewId = () => string;

/** Reads one order. @throws {ApiError} -1102, -1100, -1106, -1111, -1115, -1116, -1117, -1013. */
export function readOrder(params: Params, rules: MarketRules, newId: NewId): NewOrder {
  const side = readSide(params);
  const type = required(params, "type", ORDER_TYPES, () => new ApiError(-1116, "Invalid orderType."));
  return readLeg(params, rules, newId, "", side, type, undefined);
}

/** Reads one leg of a list, or a whole order where `leg` is empty; `steps` is the quantity that both legs share. */
export function readLeg(
  params: Params,
  rules: MarketRules,
  newId: NewId,
  leg: Leg,
  side: Side,
  type: OrderType,
  steps: number | undefined,
): NewOrder {
  const name = (text: string) => leg === "" ? text : leg + text[0]!.toUpperCase() + text.slice(1);
  const price = readPrice(params, name("price"), rules);
  const stopPrice = readPrice(params, name("stopPrice"), rules);
  const trailingDelta = params.whole(name("trailingDelta")) ?? null;
  const timeInForce = readTimeInForce(params, name("timeInForce"));
  const quoteQuantity = leg === "" ? readQuote(params) : null;
  const quantity = steps ?? readSteps(params, "quantity", rules);
  const iceberg = readSteps(params, name("icebergQty"), rules);
  const order = { type, side };
  mustHave(hasLimit(order), price !== null, name("price"));
  mustHave(
    isContingent(order),
    stopPrice !== null || trailingDelta !== null,
    name("stopPrice"),
    trailingDelta !== null,
  );
  const takesTime = type === "LIMIT" || type.endsWith("_LIMIT");
  mustHave(takesTime, timeInForce !== undefined, name("timeInForce"));
  if (quantity === undefined && (type !== "MARKET" || quoteQuantity === null)) throw missing("quantity");
  if (quoteQuantity !== null && (type !== "MARKET" || quantity !== undefined)) throw notRequired("quoteOrderQty");
  return {
    symbol: rules.id,
    side,
    type,
    timeInForce: timeInForce ?? "GTC",
    clientOrderId: readClientId(params, leg === "" ? "newClientOrderId" : name("clientOrderId")) ?? newId(),
    steps: quantity ?? 0,
    quoteQuantity,
    price,
    stopPrice,
    trailingDelta,
    icebergSteps: iceberg ?? null,
    selfTradeMode: readSelfTradeMode(params),
  };
}

/** @throws {ApiError} -1117 */
export function readSide(params: Params): Side {
  return required(params, "side", ["BUY", "SELL"], () => new ApiError(-1117, "Invalid side."));
}

/** A quantity in whole steps. @throws {ApiError} -1100, -1111, -1013 LOT_SIZE. */
export function readSteps(params: Params, name: string, rules: MarketRules): number | undefined {
  const text = readDecimal(params, name);
  if (text === undefined) return undefined;
  const steps = toUnits(text, rules.quantityPlaces);
  if (steps === null) throw tooFine(text, name, "LOT_SIZE");
  return steps;
}

/** A client's name for an order or a list. @throws {ApiError} -1100. */
export function readClientId(params: Params, name: string): string | undefined {
  const text = params.text(name);
  if (text !== undefined && !new RegExp(CLIENT_ID).test(text)) throw illegalCharacters(name, CLIENT_ID);
  return text;
}

/** One of some words that must be there. @throws {ApiError} -1102, or as told. */
export function required<T extends string>(
  params: Params,
  name: string,
  choices: readonly T[],
  refuse: () => ApiError,
): T {
  const text = params.text(name);
  if (text === undefined) throw missing(name);
  const chosen = choices.find((choice) => choice === text);
  if (chosen === undefined) throw refuse();
  return chosen;
}

function readPrice(params: Params, name: string, rules: MarketRules): number | null {
  const text = readDecimal(params, name);
  if (text === undefined) return null;
  const ticks = toUnits(text, rules.pricePlaces);
  if (ticks === null) throw tooFine(text, name, "PRICE_FILTER");
  return ticks;
}

function readQuote(params: Params): Money | null {
  const text = readDecimal(params, "quoteOrderQty");
  if (text === undefined) return null;
  const amount = moneyOf(text);
  if (amount === null) throw new ApiError(-1111, "Parameter 'quoteOrderQty' has too much precision.");
  if (amount === 0n) throw invalidData("quoteOrderQty");
  return amount;
}

function readDecimal(params: Params, name: string): string | undefined {
  const text = params.text(name);
  if (text !== undefined && !new RegExp(DECIMAL).test(text)) throw illegalCharacters(name, DECIMAL);
  return text;
}

function readTimeInForce(params: Params, name: string): TimeInForce | undefined {
  const text = params.text(name);
  if (text === undefined) return undefined;
  const found = TIMES_IN_FORCE.find((one) => one === text);
  if (found === undefined) throw new ApiError(-1115, "Invalid timeInForce.");
  return found;
}

function readSelfTradeMode(params: Params): SelfTradeMode {
  const allowed = SELF_TRADE_MODES.filter((mode) => mode !== "DECREMENT");
  return params.choice("selfTradePreventionMode", allowed, "EXPIRE_MAKER");
}

/** Eight decimals are the most that the exchange reads; a market's grid may be coarser. */
function tooFine(text: string, name: string, filter: string): ApiError {
  const isPlain = toUnits(text, WIRE_PLACES) !== null || text.length > 16;
  return isPlain ? filterFailure(filter) : new ApiError(-1111, `Parameter '${name}' has too much precision.`);
}

/** A parameter belongs to a type, or it must not be sent. @throws {ApiError} -1102 or -1106. */
function mustHave(isNeeded: boolean, isThere: boolean, name: string, either = false): void {
  if (isNeeded && !isThere) throw missing(name);
  if (!isNeeded && (isThere || either)) throw notRequired(name);
}

function notRequired(name: string): ApiError {
  return new ApiError(-1106, `Parameter '${name}' sent when not required.`);
}
