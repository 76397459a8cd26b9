/** Whether an order that opens or enlarges a position stays within its user's limits. Pure; without a fact it needs, it denies. */
import { Decimal, type DecimalText } from "../decimal.ts";
import { currenciesOf } from "../market.ts";
import type { Order, OrderRequest } from "../order.ts";
import { isFinal } from "../order_life.ts";
import { type Closing, heldOf, type RiskLedger } from "./ledger.ts";
import type { Broken, RiskLimits } from "./limits.ts";
import { opens } from "./opening.ts";

/** What is known of the accounts that the limits are for. */
export interface RiskFacts {
  /** UTC ms. */
  readonly nowMs: number;
  /** The user's time zone: where a day begins. */
  readonly zone: string;
  /** Losses before are not counted, UTC ms. */
  readonly countedFromMs: number;
  readonly ledger: RiskLedger;
  /** Orders that may still change, and those of the last minute but for the denied ones; this one may be among them. */
  readonly orders: readonly Order[];
  /** The last price of the order's market in quote currency; null = it is not known. */
  readonly price: DecimalText | null;
}

const MINUTE_MS = 60_000;
/** With an hour that is set back; a day that is crossed by the date line has two. */
const LONGEST_DAY_MS = 48 * 3_600_000;

/** The first limit that an order breaks, or undefined. */
export function brokenLimit(request: OrderRequest, limits: RiskLimits, facts: RiskFacts): Broken | undefined {
  const ledger = { ...facts.ledger, closings: counted(facts) };
  const known = { ...facts, ledger };
  return otherMarket(request, limits) ?? otherCurrency(request, limits) ?? tooMany(request, limits, known) ??
    tooLarge(request, limits, known) ?? lostToday(limits, known) ?? fallen(limits, known) ?? coolsDown(limits, known);
}

/** Whether limits need the last price of a market. */
export function needsPrice({ maxPosition }: RiskLimits): boolean {
  return maxPosition !== null;
}

/** Whether limits need to know what was held and earned. */
export function needsLedger({ maxPosition, maxDailyLoss, maxDrawdown, lossesInARow }: RiskLimits): boolean {
  return [maxPosition, maxDailyLoss, maxDrawdown, lossesInARow].some((limit) => limit !== null);
}

/** Whether limits need to know what else is ordered. */
export function needsOrders({ maxPosition, ordersPerMinute }: RiskLimits): boolean {
  return maxPosition !== null || ordersPerMinute !== null;
}

function counted({ ledger, countedFromMs }: RiskFacts): readonly Closing[] {
  return ledger.closings.filter(({ timeMs }) => timeMs >= countedFromMs);
}

function otherMarket({ symbol }: OrderRequest, { symbols }: RiskLimits): Broken | undefined {
  if (symbols === null || symbols.includes(symbol)) return undefined;
  return { rule: "symbols", reason: `${symbol} is not among the markets that you allow: ${symbols.join(", ")}` };
}

function otherCurrency({ symbol }: OrderRequest, limits: RiskLimits): Broken | undefined {
  const { quote, maxPosition, maxDailyLoss, maxDrawdown } = limits;
  const rule = maxPosition ? "position" : maxDailyLoss ? "daily_loss" : maxDrawdown ? "drawdown" : null;
  if (rule === null || currenciesOf(symbol).quote === quote) return undefined;
  return { rule, reason: `${symbol} cannot be measured by your limits, which are in ${quote}` };
}

function tooMany(request: OrderRequest, { ordersPerMinute }: RiskLimits, facts: RiskFacts): Broken | undefined {
  if (ordersPerMinute === null) return undefined;
  const lately = others(request, facts).filter((order) =>
    order.createdMs > facts.nowMs - MINUTE_MS && order.state !== "denied"
  );
  if (lately.length < ordersPerMinute) return undefined;
  const reason = `${lately.length} orders were placed within a minute; your limit is ${ordersPerMinute}`;
  return { rule: "orders_per_minute", reason };
}

/** Orders of the facts that open or enlarge a position, but for this one itself. */
function others({ clientOrderId }: OrderRequest, { orders }: RiskFacts): readonly Order[] {
  return orders.filter((order) => order.clientOrderId !== clientOrderId && opens(order));
}

/** Counted with what is ordered already: two orders at once must not both pass. */
function tooLarge(request: OrderRequest, { quote, maxPosition }: RiskLimits, facts: RiskFacts): Broken | undefined {
  if (maxPosition === null) return undefined;
  const price = facts.price ?? request.price;
  if (price === null) return { rule: "position", reason: `no price of ${request.symbol} is known to measure it by` };
  const ordered = others(request, facts).filter(({ symbol, state }) => symbol === request.symbol && !isFinal(state));
  const left = ordered.map((order) => ({
    ...order,
    quantity: new Decimal(order.quantity).minus(order.filledQuantity).toFixed(),
  }));
  const held = heldOf(facts.ledger, request.symbol).times(price);
  const value = [request, ...left].reduce((sum, order) => sum.plus(valueOf(order, price)), held);
  if (value.lte(maxPosition)) return undefined;
  const worth = value.toDecimalPlaces(8).toFixed();
  const reason =
    `the position in ${request.symbol} would be worth ${worth} ${quote}; your limit is ${maxPosition} ${quote}`;
  return { rule: "position", reason };
}

function valueOf(
  { quantity, price, stopPrice }: Pick<OrderRequest, "quantity" | "price" | "stopPrice">,
  last: DecimalText,
): Decimal {
  return Decimal.max(price ?? stopPrice ?? last, 0).times(quantity);
}

function lostToday({ quote, maxDailyLoss }: RiskLimits, facts: RiskFacts): Broken | undefined {
  if (maxDailyLoss === null) return undefined;
  const dayOf = days(facts.zone);
  const today = dayOf(facts.nowMs);
  const lately = inQuote(facts, quote).filter(({ timeMs }) => Math.abs(facts.nowMs - timeMs) <= LONGEST_DAY_MS);
  const lost = profitOf(lately.filter(({ timeMs }) => dayOf(timeMs) === today)).neg();
  if (lost.lt(maxDailyLoss)) return undefined;
  const reason = `${text(lost)} ${quote} were lost today; your limit is ${maxDailyLoss} ${quote}`;
  return { rule: "daily_loss", reason };
}

function fallen({ quote, maxDrawdown }: RiskLimits, facts: RiskFacts): Broken | undefined {
  if (maxDrawdown === null) return undefined;
  let [profit, highest] = [new Decimal(0), new Decimal(0)];
  for (const { profitQuote } of inQuote(facts, quote)) {
    profit = profit.plus(profitQuote);
    highest = Decimal.max(highest, profit);
  }
  const fall = highest.minus(profit);
  if (fall.lt(maxDrawdown)) return undefined;
  const reason = `your profit has fallen by ${
    text(fall)
  } ${quote} from its highest; your limit is ${maxDrawdown} ${quote}`;
  return { rule: "drawdown", reason };
}

function coolsDown({ lossesInARow, coolDownMinutes }: RiskLimits, facts: RiskFacts): Broken | undefined {
  if (lossesInARow === null || coolDownMinutes === null) return undefined;
  const last = facts.ledger.closings.slice(-lossesInARow);
  if (last.length < lossesInARow || !last.every(({ profitQuote }) => profitQuote.lt(0))) return undefined;
  const untilMs = last.at(-1)!.timeMs + coolDownMinutes * MINUTE_MS;
  if (facts.nowMs >= untilMs) return undefined;
  const minutes = Math.ceil((untilMs - facts.nowMs) / MINUTE_MS);
  return { rule: "cool_down", reason: `${lossesInARow} losses in a row: nothing opens for another ${minutes} min` };
}

function inQuote({ ledger }: RiskFacts, quote: string | null): readonly Closing[] {
  return ledger.closings.filter(({ symbol }) => currenciesOf(symbol).quote === quote);
}

function profitOf(closings: readonly Closing[]): Decimal {
  return closings.reduce((sum, { profitQuote }) => sum.plus(profitQuote), new Decimal(0));
}

function text(amount: Decimal): DecimalText {
  return amount.toDecimalPlaces(8).toFixed();
}

/** The day of a moment (UTC ms) in a zone, as text. */
function days(zone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (ms) => format.format(ms);
}
