/** A small market for tests of trading: prices of two decimals, quantities of three, a book that a test fills by hand. */
import type { MarketRules } from "../market_rules.ts";
import { OrderBook } from "../order_book.ts";
import { TradingEngine } from "./engine.ts";
import { moneyOf } from "./money.ts";
import type { NewOrder } from "./order.ts";
import type { Fees } from "./settlement.ts";

/** The market's rules. */
export const RULES: MarketRules = {
  id: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  pricePlaces: 2,
  quantityPlaces: 3,
  minQuantity: "0.00100000",
  maxQuantity: "9000.00000000",
  marketMaxQuantity: "100.00000000",
  minNotional: "5.00000000",
  maxNotional: "9000000.00000000",
};

/** A tenth of a percent for makers and takers, as Binance asks by default. */
export const FEES: Fees = { makerMillionths: 1_000, takerMillionths: 1_000 };

/** An engine with one market, its book, and clients 1 and 2, who own 100,000 USDT and 10 BTC each. */
export function tradingHouse(levels: { bids?: [number, number][]; asks?: [number, number][] } = {}, fees = FEES) {
  const book = new OrderBook(1_000);
  for (const [price, steps] of levels.bids ?? []) book.set("bid", price, steps);
  for (const [price, steps] of levels.asks ?? []) book.set("ask", price, steps);
  const market = { last: 10_000, nowMs: 1_000 };
  const venue = { rules: RULES, book, lastPrice: () => market.last };
  const engine = new TradingEngine({ venues: [venue], now: () => market.nowMs, fees });
  for (const id of [1, 2]) {
    engine.accounts.open(id, [["USDT", moneyOf("100000")!], ["BTC", moneyOf("10")!]]);
  }
  let tradeId = 0;
  return {
    engine,
    book,
    market,
    /** The market itself trades. */
    print(price: number, steps: number, buyerIsMaker = true) {
      market.last = price;
      market.nowMs += 1;
      engine.onTrade("BTCUSDT", {
        id: ++tradeId,
        timeMs: market.nowMs,
        price,
        steps,
        quote: BigInt(price) * BigInt(steps),
        buyerIsMaker,
      });
    },
    free: (accountId: number, asset: string) => engine.accounts.account(accountId).ledger.free(asset),
    total: (accountId: number, asset: string) => engine.accounts.account(accountId).ledger.total(asset),
  };
}

let orders = 0;

/** An order; by default a limit order to buy 1 BTC at 100.00 USDT. */
export function wanted(of: Partial<NewOrder> = {}): NewOrder {
  return {
    symbol: "BTCUSDT",
    side: "BUY",
    type: "LIMIT",
    timeInForce: "GTC",
    clientOrderId: `o${++orders}`,
    steps: 1_000,
    quoteQuantity: null,
    price: of.type === undefined || of.type.includes("LIMIT") ? 10_000 : null,
    stopPrice: null,
    trailingDelta: null,
    icebergSteps: null,
    selfTradeMode: "EXPIRE_MAKER",
    ...of,
  };
}
