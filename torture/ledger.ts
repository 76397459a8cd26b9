/** The exchange's own ledger, in the words of the field. */
import { Decimal } from "../domain/decimal.ts";
import type { Fill, OrderState } from "../domain/order.ts";
import { moneyText } from "../exchanges/demo/trading/money.ts";
import type { Execution, Order } from "../exchanges/demo/trading/order.ts";
import { fromUnits } from "../exchanges/demo/units.ts";
import type { Client } from "./client.ts";
import type { World } from "./world.ts";

/** An account at the exchange with whose it is on the platform. */
export interface AccountAt {
  readonly client: Client;
  readonly name: string;
  readonly brokerId: string;
  readonly accountId: number;
}

const STATES: Readonly<Record<string, OrderState>> = {
  NEW: "accepted",
  PARTIALLY_FILLED: "partially_filled",
  FILLED: "filled",
  CANCELED: "canceled",
  EXPIRED: "expired",
  EXPIRED_IN_MATCH: "expired",
};

/** Every account that trades. */
export function accountsAt({ traders, exchange }: World): AccountAt[] {
  const { keys } = exchange.exchange.desk;
  return traders.flatMap(({ client, bots, crowded, hand }) =>
    [bots, crowded, hand].map(({ brokerId, name }) => {
      const key = keys.find((key) => key.name.startsWith(`${name} `));
      if (key === undefined) throw new Error(`The exchange knows no account of "${name}"`);
      return { client, name, brokerId, accountId: key.accountId };
    })
  );
}

/** An order of the exchange's ledger. */
export interface LedgerOrder {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly state: OrderState;
  readonly quantity: string;
  readonly fills: readonly Omit<Fill, "clientOrderId">[];
}

/** All orders of an account, oldest first, with their executions. */
export function ordersAt(world: World, accountId: number): LedgerOrder[] {
  const { accounts } = world.exchange.exchange.desk.engine;
  const executions = Map.groupBy(accounts.executionsOf(accountId), ({ orderId }) => orderId);
  return accounts.ordersOf(accountId).map((order) => ledgerOrder(world, order, executions.get(order.orderId) ?? []));
}

/** What an account has, free and locked together, by currency. */
export function totalsAt({ exchange }: World, accountId: number): Map<string, string> {
  const { ledger } = exchange.exchange.desk.engine.accounts.account(accountId);
  return new Map(ledger.balances().map(({ asset, free, locked }) => [asset, plain(moneyText(free + locked))]));
}

/** A decimal text without zeros at its end, so that equal numbers are equal texts. */
export function plain(text: string): string {
  return new Decimal(text).toFixed();
}

function ledgerOrder({ exchange }: World, order: Order, executions: readonly Execution[]): LedgerOrder {
  const { clientOrderId, symbol, side, status, steps } = order;
  const { rules } = exchange.exchange.markets.find(({ id }) => id === symbol)!.history;
  const state = STATES[status];
  if (state === undefined) throw new RangeError(`Cannot tell the state of an order: "${status}" is none of ours`);
  return {
    clientOrderId,
    symbol: `${rules.base}/${rules.quote}`,
    side: side === "BUY" ? "buy" : "sell",
    state,
    quantity: plain(fromUnits(steps, rules.quantityPlaces)),
    fills: executions.map(({ tradeId, price, steps, fee, feeAsset, timeMs }) => ({
      fillId: String(tradeId),
      price: plain(fromUnits(price, rules.pricePlaces)),
      quantity: plain(fromUnits(steps, rules.quantityPlaces)),
      fee: plain(moneyText(fee)),
      feeCurrency: feeAsset,
      timeMs,
    })),
  };
}
