/** What the exchange itself has of an account, as round trips: bought, and sold again. */
import { Decimal } from "../../domain/decimal.ts";
import type { Fill } from "../../domain/order.ts";
import { baseOf, moneyText } from "../../exchanges/demo/trading/money.ts";
import type { Execution } from "../../exchanges/demo/trading/order.ts";
import type { ExitsStage, Performer } from "./stage.ts";

/** An execution at the exchange, in the words of our books. */
export interface TheirFill extends Fill {
  readonly side: "buy" | "sell";
}

/** A position from its first fill to its last, by the exchange's executions alone. */
export interface Trip {
  /** The exchange's time, UTC ms. */
  readonly enteredMs: number;
  readonly leftMs: number;
  /** Client order ids. */
  readonly entry: string;
  readonly exit: string;
  /** What the sale brought after its fee, less what was paid, in quote currency. */
  readonly profitQuote: string;
  /** What the sale brought before its fee, in quote currency. */
  readonly soldQuote: string;
}

/** All executions of an account, oldest first. */
export function fillsThere({ exchange, market }: ExitsStage, { key }: Performer): TheirFill[] {
  const { accounts } = exchange.running.exchange.desk.engine;
  const { rules } = market.history;
  return accounts.executionsOf(key.accountId).map((execution: Execution) => ({
    fillId: String(execution.tradeId),
    clientOrderId: accounts.order(execution.orderId)!.clientOrderId,
    side: execution.isBuyer ? "buy" : "sell",
    price: new Decimal(execution.price).div(10 ** rules.pricePlaces).toFixed(),
    quantity: plain(moneyText(baseOf(execution.steps, rules))),
    fee: plain(moneyText(execution.fee)),
    feeCurrency: execution.feeAsset,
    timeMs: execution.timeMs,
  }));
}

/** The round trips of an account that is flat now. @throws {Error} where an exit is of more than one order. */
export function tripsOf(fills: readonly TheirFill[]): Trip[] {
  const trips: Trip[] = [];
  for (let from = 0; from < fills.length;) {
    const sells = fills.findIndex(({ side }, index) => index >= from && side === "sell");
    const buysAgain = fills.findIndex(({ side }, index) => index > sells && side === "buy");
    const to = buysAgain === -1 ? fills.length : buysAgain;
    trips.push(tripOf(fills.slice(from, sells), fills.slice(sells, to)));
    from = to;
  }
  return trips;
}

function tripOf(bought: readonly TheirFill[], sold: readonly TheirFill[]): Trip {
  const [entry, ...moreEntries] = new Set(bought.map(({ clientOrderId }) => clientOrderId));
  const [exit, ...moreExits] = new Set(sold.map(({ clientOrderId }) => clientOrderId));
  if (!entry || !exit || moreEntries.length + moreExits.length > 0) {
    throw new Error(`${moreEntries.length + 1} entries and ${moreExits.length + 1} exits at ${bought[0]?.timeMs}`);
  }
  const value = (fills: readonly TheirFill[]) =>
    fills.reduce((sum, { price, quantity }) => sum.plus(new Decimal(price).times(quantity)), new Decimal(0));
  const fees = sold.reduce((sum, { fee }) => sum.plus(fee), new Decimal(0));
  return {
    enteredMs: bought[0]!.timeMs,
    leftMs: sold.at(-1)!.timeMs,
    entry,
    exit,
    profitQuote: value(sold).minus(fees).minus(value(bought)).toFixed(),
    soldQuote: value(sold).toFixed(),
  };
}

/** What an account has of a currency, free and locked. */
export function totalThere({ exchange }: ExitsStage, { key }: Performer, currency: string): string {
  const { ledger } = exchange.running.exchange.desk.engine.accounts.account(key.accountId);
  const found = ledger.balances().find(({ asset }) => asset === currency);
  return found ? plain(moneyText(found.free + found.locked)) : "0";
}

function plain(text: string): string {
  return new Decimal(text).toFixed();
}
