import assert from "node:assert/strict";
import { parseFrame } from "./frame.ts";
import { SymbolNames } from "./symbol_names.ts";

const names = new SymbolNames(["NKN/USDT", "LRC/BTC", "BNB/BTC"]);
const fixture = (name: string) => Deno.readTextFileSync(new URL(`fixtures/${name}`, import.meta.url)).trim();
const [best, , trade, kline, , , depth] = fixture("frames-2021-10-12.jsonl").split("\n") as [string, ...string[]];

Deno.test("NKN/USDT aggTrade of 2021-10-12 is a trade by a buyer", () => {
  assert.deepEqual(parseFrame(trade!, names), {
    kind: "trade",
    stream: "nknusdt@aggTrade",
    trade: {
      symbol: "NKN/USDT",
      id: 15683430,
      price: "0.35280000",
      quantity: "58.00000000",
      timeMs: 1633998523963,
      takerSide: "buy",
    },
    aggregate: true,
    firstId: 19862790,
    lastId: 19862790,
  });
});

Deno.test("NKN/USDT kline_1m of 2021-10-12 is an open candle", () => {
  assert.deepEqual(parseFrame(kline!, names), {
    kind: "candle",
    stream: "nknusdt@kline_1m",
    candle: {
      symbol: "NKN/USDT",
      timeframe: "1m",
      openMs: 1633998480000,
      closeMs: 1633998539999,
      open: "0.35270000",
      high: "0.35280000",
      low: "0.35220000",
      close: "0.35280000",
      volume: "25877.00000000",
    },
    closed: false,
    eventMs: 1633998523963,
    lastId: 19862790,
  });
});

Deno.test("every recorded frame is read", () => {
  const kinds = fixture("frames-2021-10-12.jsonl").split("\n").map((text) => parseFrame(text, names).kind);
  assert.deepEqual(kinds, ["bookTop", "bookTop", "trade", "candle", "candle", "trade", "depth", "depth"]);
});

Deno.test("NKN/USDT bookTicker of 2021-10-12 is the top of the book, and an empty side is null", () => {
  const top = {
    symbol: "NKN/USDT",
    updateId: 499869768,
    timeMs: null,
    bid: ["0.35210000", "672.00000000"],
    ask: ["0.35260000", "3199.00000000"],
  };
  assert.deepEqual(parseFrame(best!, names), { kind: "bookTop", stream: "nknusdt@bookTicker", top });
  const empty = best!.replace('"0.35210000"', '"0.00000000"');
  assert.deepEqual(parseFrame(empty, names), {
    kind: "bookTop",
    stream: "nknusdt@bookTicker",
    top: { ...top, bid: null },
  });
});

Deno.test("LRC/BTC depthUpdate of 2021-10-12 is what changed in the book between two update ids", () => {
  const frame = parseFrame(depth!, names);
  assert.ok(frame.kind === "depth");
  assert.deepEqual(
    [frame.symbol, frame.firstId, frame.lastId, frame.eventMs],
    ["LRC/BTC", 259345536, 259345539, 1633998516670],
  );
  assert.deepEqual(frame.bids[0], ["0.00000636", "10310.00000000"]);
});

Deno.test("the documentation's kline is read with x:true as closed", () => {
  const text = JSON.stringify({
    stream: "bnbbtc@kline_1m",
    data: JSON.parse(fixture("kline.json").replace('"x":false', '"x":true')),
  });
  const frame = parseFrame(text, names);
  assert.ok(frame.kind === "candle" && frame.closed && frame.candle.symbol === "BNB/BTC");
});

Deno.test("both forms of serverShutdown are understood", () => {
  for (const text of fixture("server_shutdown.jsonl").split("\n")) {
    assert.equal(parseFrame(text, names).kind, "shutdown");
  }
});

Deno.test("answers carry their id and the exchange's own error", () => {
  assert.deepEqual(parseFrame('{"result":null,"id":1}', names), { kind: "answer", id: 1, error: null });
  assert.deepEqual(parseFrame('{"error":{"code":2,"msg":"Invalid request: invalid stream"},"id":2}', names), {
    kind: "answer",
    id: 2,
    error: { code: 2, msg: "Invalid request: invalid stream" },
  });
});

Deno.test("a market or an event that is not known here is other, and an extra field is no fault", () => {
  assert.equal(parseFrame(trade!, new SymbolNames([])).kind, "other");
  assert.equal(parseFrame(trade!.replace('"e":"aggTrade"', '"e":"newTrade"'), names).kind, "other");
  assert.equal(parseFrame(trade!.replace('"M":true', '"M":true,"new":1'), names).kind, "trade");
});

Deno.test("a frame that is not as documented is refused with its text and the field", () => {
  assert.throws(
    () => parseFrame(trade!.replace('"0.35280000"', '"n/a"'), names),
    /Cannot read frame .*nknusdt@aggTrade.*: p: /,
  );
  assert.throws(() => parseFrame(best!.replace('"672.00000000"', "672"), names), /Cannot read frame .*: B: /);
  assert.throws(
    () => parseFrame(depth!.replace('"10310.00000000"', '"1e4"'), names),
    /Cannot read frame .*: b\.0\.1: /,
  );
  assert.throws(() => parseFrame('{"stream":"!miniTicker@arr","data":[1]}', names), /expected an array of objects/);
  assert.throws(() => parseFrame("[]", names), TypeError);
  assert.throws(() => parseFrame("{", names), SyntaxError);
});
