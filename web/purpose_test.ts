import assert from "node:assert/strict";
import { closingRequest, entryRequest, protectionRequests } from "../actors/active_strategy/order_plan.ts";
import { activeStrategyOf } from "../domain/active_strategy_fixture.ts";
import type { Notice } from "../domain/active_strategy.ts";
import { intendedOrder } from "../domain/order_life.ts";
import { noticeText } from "./notice_text.ts";
import { LANGUAGES, textsOf } from "./i18n/mod.ts";
import { purposeText } from "./purpose.ts";

const ACTIVE = activeStrategyOf();
const HELD = { symbol: "BTC/USDT", quantity: "1", costQuote: "100", realisedQuote: "0", openedMs: 0 } as const;
const AFFORDABLE = { cash: "10000", price: "30000", priceStep: "0.01" };

/** Every purpose that a strategy's orders can have. */
function purposes(): string[] {
  const long = { kind: "enter", side: "long", quantity: 1, stopLoss: 29_000.5, takeProfit: 31_000 } as const;
  const entry = entryRequest(ACTIVE, 0, long, AFFORDABLE);
  const plain = entryRequest(ACTIVE, 0, { ...long, stopLoss: null, takeProfit: null }, AFFORDABLE);
  const closing = (["exit", "sell"] as const).map((purpose) => closingRequest(ACTIVE, HELD, 0, purpose));
  const of = { held: HELD, entry: intendedOrder(entry, 0), attempt: 1 };
  const protecting = protectionRequests(ACTIVE, of, { stopLoss: "29000.5", takeProfit: "31000" });
  return [entry, plain, ...closing, ...protecting].map(({ purpose }) => purpose);
}

Deno.test("every purpose of a strategy's order has its words in both languages", () => {
  const inWords = (language: "fr" | "en") =>
    purposes().map((purpose) => purposeText(purpose, language).replace(/[\u202f\u00a0]/g, " "));
  assert.deepEqual(inWords("fr"), [
    "entrée, stop 29 000,50, objectif 31 000,00",
    "entrée",
    "sortie",
    "vente demandée",
    "stop",
    "objectif",
  ]);
  assert.deepEqual(inWords("en"), [
    "entry, stop 29,000.50, target 31,000.00",
    "entry",
    "exit",
    "sale on request",
    "stop",
    "target",
  ]);
});

Deno.test("a purpose that is not known stays as it is", () => {
  for (const purpose of ["rebalance 3", "toString", "", "entrée 2 fois, x"]) {
    for (const language of LANGUAGES) assert.equal(purposeText(purpose, language), purpose);
  }
  assert.equal(purposeText("entry, hedge 5", "fr"), "entrée, hedge 5");
});

Deno.test("a notice of an order tells its purpose in the user's language; one without a text of ours tells its key", () => {
  const notice: Notice = {
    level: "warning",
    userId: "user",
    key: "order_denied",
    parameters: { name: "SMA", symbol: "BTC/USDT", purpose: "stop loss", reason: "too small" },
    timeMs: 0,
  };
  const told = (given: Notice, language: "fr" | "en") => noticeText(given, textsOf(language), language);
  assert.equal(told(notice, "fr"), "SMA : ordre sur BTC/USDT (stop) refusé avant l’envoi : too small");
  assert.equal(told(notice, "en"), "SMA: order on BTC/USDT (stop) denied before sending: too small");
  assert.equal(told({ ...notice, key: "toString", parameters: { a: "b" } }, "en"), "toString b");
});
