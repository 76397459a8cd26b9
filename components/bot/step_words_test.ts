/** The steps of orders by hand in words. */
import assert from "node:assert/strict";
import type { PositionFact } from "../../domain/position_event.ts";
import type { TimelineStep } from "../../web/bot_services.ts";
import { orderOf } from "../../web/client/trading/order_fixture.ts";
import { type Language, textsOf } from "../../web/i18n/mod.ts";
import { timesOf } from "../../web/times.ts";
import { stepText } from "./step_words.ts";

function told(step: TimelineStep, language: Language = "en"): string {
  const telling = { of: { symbol: "BTC/USDT" }, texts: textsOf(language), language, times: timesOf("UTC") };
  return stepText(step, telling).replaceAll(/\s/g, " ");
}

const ofFact = (fact: PositionFact): TimelineStep => ({ kind: "fact", timeMs: 1, fact });

Deno.test("what an exchange said of an order is told with the order", () => {
  const order = orderOf();
  const heard = (kind: "accepted" | "unanswered") => told({ kind, timeMs: 1, sinceMs: 5, order });
  assert.equal(heard("accepted"), "The exchange accepted: Buy 0.1 BTC at 20,000.00 USDT.");
  assert.match(heard("unanswered"), /has not answered yet; the order is looked up: Buy 0.1 BTC/);
});

Deno.test("facts of a ticket are told in both languages", () => {
  const facts: [PositionFact, string, string][] = [
    [
      { kind: "ExitMoved", exit: "stop", from: "19000", to: "19500" },
      "Its user moved the stop from 19,000.00 to 19,500.00.",
      "Son utilisateur a déplacé le stop de 19 000,00 à 19 500,00.",
    ],
    [
      { kind: "ExitsEnded", why: "called_off" },
      "Its user called the exits off.",
      "Son utilisateur a retiré les sorties.",
    ],
    [
      { kind: "ExitsFailed", reason: "Account has insufficient balance" },
      "Its exits could not be placed; nothing protects what was bought: Account has insufficient balance",
      "Ses sorties n’ont pas pu être posées ; rien ne protège ce qui a été acheté : Account has insufficient balance",
    ],
  ];
  for (const [fact, english, french] of facts) {
    assert.deepEqual([told(ofFact(fact)), told(ofFact(fact), "fr")], [english, french]);
  }
});

Deno.test("what was adopted or released is not told as bought or sold", () => {
  const transfer = {
    type: "market",
    price: null,
    state: "filled",
    filledQuantity: "0.5",
    filledQuote: "9250",
  } as const;
  const step = (purpose: string) =>
    told({ kind: "order", timeMs: 1, sinceMs: null, order: orderOf({ ...transfer, purpose }) });
  assert.equal(step("adopted holding"), "0.5 BTC count from now on, at 18,500.00 USDT. Nothing was bought.");
  assert.equal(step("released holding"), "0.5 BTC count no longer. Nothing was sold.");
  const adopted = told({ kind: "order", timeMs: 1, sinceMs: null, order: orderOf({ purpose: "adopted order" }) });
  assert.equal(adopted, "Placed elsewhere and adopted: Buy 0.1 BTC at 20,000.00 USDT.");
});
