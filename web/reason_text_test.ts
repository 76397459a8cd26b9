import assert from "node:assert/strict";
import { Decimal } from "../domain/decimal.ts";
import type { OrderRequest } from "../domain/order.ts";
import { intendedOrder } from "../domain/order_life.ts";
import { brokenLimit } from "../domain/risk/judge.ts";
import { NO_LIMITS, type RiskLimits } from "../domain/risk/limits.ts";
import { reasonText } from "./reason_text.ts";

Deno.test("what the platform says of an order is told in the user's language, an exchange's words as they are", () => {
  assert.equal(reasonText("canceled on request", "fr"), "annulé sur demande");
  assert.equal(
    reasonText("the position in BTC/USDT would be worth 60000.12345678 USDT; your limit is 45000 USDT", "fr")
      .replace(/[\u202f\u00a0]/g, " "),
    "la position sur BTC/USDT vaudrait 60 000,12 USDT ; votre limite est de 45 000,00 USDT",
  );
  assert.equal(reasonText('Cannot place order "m-1": your kill switch is on', "en"), "your kill switch is on");
  const words = "Demo exchange: Account has insufficient balance for requested action.";
  assert.equal(reasonText(words, "fr"), words);
});

Deno.test("in English it is the sentence that was written down", () => {
  for (
    const reason of [
      "canceled at the exchange",
      "3 losses in a row: nothing opens for another 12 min",
      "the live switch of My account is off: turn it on before it trades real money",
      "120.00 USDT were lost today; your limit is 100.00 USDT",
    ]
  ) assert.equal(reasonText(reason, "en"), reason);
});

Deno.test("every limit that is broken has its words", () => {
  const request: OrderRequest = {
    ...{ clientOrderId: "m-1", userId: "u", brokerId: "b", activeStrategyId: null, symbol: "BTC/USDT" },
    ...{ side: "buy", type: "market", quantity: "2", price: null, stopPrice: null, groupId: null, purpose: "manual" },
  };
  const lost = { clientOrderId: "c", symbol: "BTC/USDT", profitQuote: new Decimal(-120), timeMs: 59_000 };
  const facts = {
    ...{ nowMs: 60_000, zone: "UTC", countedFromMs: 0, price: "30000" },
    ledger: { positions: [], closings: [lost] },
    orders: [intendedOrder({ ...request, clientOrderId: "m-0" }, 50_000)],
  };
  const broken: Partial<RiskLimits>[] = [
    { symbols: ["ETH/USDT"] },
    { ordersPerMinute: 1 },
    { maxPosition: "45000" },
    { maxDailyLoss: "100" },
    { maxDrawdown: "100" },
    { lossesInARow: 1, coolDownMinutes: 5 },
  ];
  for (const limits of broken) {
    const found = brokenLimit(request, { ...NO_LIMITS, quote: "USDT", ...limits }, facts);
    assert.ok(found, JSON.stringify(limits));
    assert.doesNotMatch(reasonText(found.reason, "fr"), /your|is not among/);
  }
});
