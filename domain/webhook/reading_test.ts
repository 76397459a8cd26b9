import assert from "node:assert/strict";
import { readSignal } from "./reading.ts";
import type { WebhookSignal } from "./signal.ts";

const BUY: WebhookSignal = {
  action: "buy",
  symbol: "BTCUSDT",
  amount: { by: "quantity", amount: "0.01" },
  type: "market",
  price: null,
  stopLoss: null,
  takeProfit: null,
  broker: null,
  id: null,
  timeMs: null,
};

function refusalOf(body: string): string {
  const read = readSignal(body);
  return "refused" in read ? read.refused : assert.fail(`${body} was taken: ${JSON.stringify(read.value)}`);
}

Deno.test("JSON and text say the same, in any of the spellings that alerts have", () => {
  const bodies = [
    `{"action":"buy","symbol":"BTCUSDT","quantity":0.01}`,
    `{"Action":"BUY","ticker":"BINANCE:BTCUSDT","qty":"0.01","comment":"x","interval":"1"}`,
    `{"action":"long","symbol":"BTCUSDT","contracts":1e-2,"stop":null}`,
    "buy BTCUSDT quantity=0.01",
    "buy, BTCUSDT, qty: 0.01",
    "action=buy;symbol=BTCUSDT\nquantity=0.01",
    `\u{FEFF}buy BINANCE:BTCUSDT quantity="0.01"`,
  ];
  for (const body of bodies) assert.deepEqual(readSignal(body), { value: BUY }, body);
});

Deno.test("every field is read; numbers keep their digits", () => {
  const body = `{"action":"buy","symbol":"BTC/USDT","value":1234567890.123456789,"type":"limit","price":"30000",
    "stop_loss":29000,"take_profit":33000.5,"broker":"main","id":"a 1","time":"2026-11-21T09:30:00Z"}`;
  assert.deepEqual(readSignal(body), {
    value: {
      ...{ action: "buy", symbol: "BTC/USDT", amount: { by: "value", amount: "1234567890.123456789" } },
      ...{ type: "limit", price: "30000", stopLoss: "29000", takeProfit: "33000.5" },
      ...{ broker: "main", id: "a 1", timeMs: Date.UTC(2026, 10, 21, 9, 30) },
    },
  });
});

Deno.test("a strategy that is flat closes, whatever its order was; nothing is sold short", () => {
  const flat = readSignal(`{"action":"sell","position":"flat","symbol":"BTCUSDT","quantity":3}`);
  assert.deepEqual(flat, { value: { ...BUY, action: "close", amount: null } });
  assert.deepEqual(readSignal("close BTCUSDT"), flat);
  assert.match(refusalOf("sell BTCUSDT quantity=1 position=short"), /^position is "short", expected long or flat/);
  assert.match(refusalOf("close BTCUSDT quantity=1"), /^quantity is given, expected none/);
});

Deno.test("what is wrong is named with its field, its value and what was expected", () => {
  const wrong: [string, RegExp][] = [
    ["", /^the body is empty/],
    ["[1]", /^the body is JSON, but no object/],
    [`{"action":"buy"`, /^the body begins like JSON and is none: /],
    [`{"action":"hold","symbol":"BTCUSDT","quantity":1}`, /^action is "hold", expected buy, sell or close$/],
    [`{"symbol":"BTCUSDT","quantity":1}`, /^action is missing/],
    ["buy quantity=1", /^symbol is missing/],
    ["buy BTCUSDT.P quantity=1", /^symbol is "BTCUSDT.P", a perpetual/],
    ["buy BTCUSDT", /^quantity is missing, expected one of quantity, value, percent$/],
    ["buy BTCUSDT quantity=1 value=2", /^quantity and value are given, expected one of them$/],
    ["buy BTCUSDT percent=101", /^percent is 101, expected at most 100$/],
    ["buy BTCUSDT quantity=-1", /^quantity is "-1", expected a number above 0/],
    ["buy BTCUSDT quantity=1e999", /^quantity is "1e999"/],
    ["buy BTCUSDT quantity=1 stopp=2", /^"stopp" is no field, expected some of action, symbol/],
    ["buy BTCUSDT quantity=1 qty=2", /^quantity is given twice/],
    ["buy BTCUSDT quantity=1 price=30000", /^price is "30000", expected type=limit beside it/],
    ["buy BTCUSDT quantity=1 type=limit", /^price is missing/],
    ["sell BTCUSDT quantity=1 stop=2", /^stopLoss is 2, expected none/],
    ["buy BTCUSDT quantity=1 time=yesterday", /^time is "yesterday", expected one such as 2026/],
    [
      `{"action":"buy","symbol":"{{ticker}}","quantity":1}`,
      /^symbol is "\{\{ticker\}\}", expected a value: the placeholder/,
    ],
    [`{"action":"buy","symbol":"BTCUSDT","quantity":{{close}}}`, /^quantity is "\{\{close\}\}", expected a value/],
    [`{"action":"buy","symbol":"BTCUSDT","quantity":NaN}`, /^quantity is "NaN", expected a number/],
    [`{"action":["buy"],"symbol":"BTCUSDT","quantity":1}`, /^action is a list, expected text or a number$/],
    ["buy BTCUSDT 1 quantity=1", /^"1" has no name/],
  ];
  for (const [body, reason] of wrong) assert.match(refusalOf(body), reason, body);
});
