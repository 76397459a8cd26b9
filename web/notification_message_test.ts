import assert from "node:assert/strict";
import type { Notification } from "../db/notifications.ts";
import { NOTIFICATION_EVENTS } from "../domain/notification/event.ts";
import { messageOf, notificationText, testMessage } from "./notification_message.ts";

const told = (changes: Partial<Notification> = {}): Notification => ({
  ...{ number: 1, id: "1", channelId: "2", event: "stop_hit", level: "warning", key: "stop_hit" },
  parameters: {
    symbol: "BTC/USDT",
    side: "sell",
    quantity: "0.5",
    price: "30000",
    amount: "15000",
    fee: "1",
    of: "mine",
  },
  timeMs: Date.UTC(2026, 10, 1, 12),
  ...changes,
});

Deno.test("one happening is its own title, in the language and the time zone of its user", () => {
  assert.deepEqual(messageOf([told()], { language: "en", timeZone: "Europe/Paris" }, 0), {
    title: "Aristobot: Stop hit",
    lines: ["2026-11-01 13:00:00 Stop hit: sold 0.5 BTC/USDT at 30,000.00 (mine)"],
    items: [{
      ...{ id: "1", event: "stop_hit", level: "warning", key: "stop_hit", timeMs: Date.UTC(2026, 10, 1, 12) },
      parameters: told().parameters,
      text: "Stop hit: sold 0.5 BTC/USDT at 30,000.00 (mine)",
    }],
    isTest: false,
  });
  assert.equal(messageOf([told()], { language: "fr", timeZone: "UTC" }, 0).title, "Aristobot : Stop atteint");
});

Deno.test("many are one message of so many lines, and the rest is counted with what was not kept", () => {
  const { title, lines, items } = messageOf(Array.from({ length: 30 }, () => told()), {
    language: "en",
    timeZone: "UTC",
  }, 4);
  assert.deepEqual([title, lines.length, lines.at(-1), items.length], ["Aristobot: 34 events", 26, "… and 9 more", 30]);
});

Deno.test("orders are told with what they brought, notices as the page tells them, and nothing is left unsaid", () => {
  const of = (key: string, parameters: Record<string, string>) => notificationText({ key, parameters }, "en");
  const order = { symbol: "ETH/USDT", side: "buy", quantity: "2", price: "1500", amount: "3000", of: "mine" };
  assert.equal(of("order_filled", order), "bought 2 ETH/USDT at 1,500.00 (mine), 3,000.00 USDT");
  assert.equal(
    of("target_hit", { ...order, side: "sell", profit: "12.345" }),
    "Target hit: sold 2 ETH/USDT at 1,500.00 (mine), profit +12.35 USDT",
  );
  assert.equal(
    of("guard_denied", { symbol: "BTC/USDT", reason: "why" }),
    "Your limits: an order on BTC/USDT was not sent: why",
  );
  assert.equal(of("never_heard_of", { a: "b" }), "never heard of b");
  assert.match(of("feed_lost", {}), /lost for more than 30 seconds/);
});

Deno.test("every event and the test have their words", () => {
  for (const language of ["fr", "en"] as const) {
    for (const event of NOTIFICATION_EVENTS) {
      assert.match(messageOf([told({ event })], { language, timeZone: "UTC" }, 0).title, /^Aristobot ?: \S/);
    }
    assert.deepEqual(testMessage(language).items, []);
  }
});
