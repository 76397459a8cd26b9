/** What the answer to an order tells, in Binance's words through ccxt. */
import assert from "node:assert/strict";
import { foundIn } from "./broker_lookup.ts";
import { openExchange } from "./open.ts";

const NAME = { symbol: "BTC/USDT", clientOrderId: "ours", orderId: null };
const WORKING_MS = 1_700_000_000_000;
const TRADED_MS = WORKING_MS + 360;

/** The full answer to a market order that walked through two prices. */
const answerOf = (status: string, executedQty: string) => ({
  symbol: "BTCUSDT",
  orderId: 7,
  orderListId: -1,
  clientOrderId: "ours",
  transactTime: TRADED_MS,
  price: "0.00000000",
  origQty: "3.00000000",
  executedQty,
  cummulativeQuoteQty: "201.00000000",
  status,
  timeInForce: "GTC",
  type: "MARKET",
  side: "BUY",
  workingTime: WORKING_MS,
  fills: [
    { price: "100.00000000", qty: "1.00000000", commission: "0.00100000", commissionAsset: "BTC", tradeId: 11 },
    { price: "101.00000000", qty: "1.00000000", commission: "0.00100000", commissionAsset: "BTC", tradeId: 12 },
  ],
});

async function timesIn(answer: object): Promise<(number | null)[]> {
  const exchange = await openExchange({ id: "binance", environment: "live" });
  const found = foundIn(exchange.parseOrder(answer), NAME)!;
  return [found.order.timeMs, ...found.fills.map(({ timeMs }) => timeMs)];
}

Deno.test("fills in the answer to an order bear the time at which they were traded, not when it began to work", async () => {
  for (const status of ["FILLED", "PARTIALLY_FILLED", "EXPIRED", "CANCELED"]) {
    assert.deepEqual(await timesIn(answerOf(status, "2.00000000")), [TRADED_MS, TRADED_MS, TRADED_MS], status);
  }
});
