import assert from "node:assert/strict";
import fc from "fast-check";
import { answerControl, type Controlled } from "./control.ts";

class Stub implements Controlled {
  readonly streams = new Set<string>();
  combined = false;
  subscribe(streams: readonly string[]): void {
    for (const stream of streams) this.streams.add(stream);
  }
  unsubscribe(streams: readonly string[]): void {
    for (const stream of streams) this.streams.delete(stream);
  }
}

const ask = (connection: Controlled, message: unknown) =>
  JSON.parse(answerControl(typeof message === "string" ? message : JSON.stringify(message), connection));

Deno.test("streams are subscribed, listed and unsubscribed", () => {
  const connection = new Stub();
  const params = ["btcusdt@trade", "btcusdt@kline_1m"];
  assert.deepEqual(ask(connection, { method: "SUBSCRIBE", params, id: 1 }), { result: null, id: 1 });
  assert.deepEqual(ask(connection, { method: "LIST_SUBSCRIPTIONS", id: "list-1" }), { result: params, id: "list-1" });
  assert.deepEqual(ask(connection, { method: "UNSUBSCRIBE", params: ["btcusdt@trade", "other@trade"], id: null }), {
    result: null,
    id: null,
  });
  assert.deepEqual([...connection.streams], ["btcusdt@kline_1m"]);
});

Deno.test("the property combined is set and read", () => {
  const connection = new Stub();
  assert.deepEqual(ask(connection, { method: "SET_PROPERTY", params: ["combined", true], id: 5 }), {
    result: null,
    id: 5,
  });
  assert.deepEqual(ask(connection, { method: "GET_PROPERTY", params: ["combined"], id: 6 }), { result: true, id: 6 });
});

Deno.test("wrong messages are answered with Binance's numbers", () => {
  const cases: [unknown, number, unknown][] = [
    ["{", 3, null],
    ["[]", 2, null],
    [{ params: [], id: 1 }, 2, 1],
    [{ method: "SELL", params: [], id: 1 }, 2, 1],
    [{ method: "SUBSCRIBE", params: "btcusdt@trade", id: 1 }, 2, 1],
    [{ method: "SUBSCRIBE", params: [7], id: 1 }, 2, 1],
    [{ method: "SUBSCRIBE", params: ["btcusdt@kline_10m"], id: 2 }, 2, 2],
    [{ method: "SUBSCRIBE", params: ["BTCUSDT@trade"], id: 2 }, 2, 2],
    [{ method: "SUBSCRIBE", params: ["btcusdt@trade"], id: 1.5 }, 2, null],
    [{ method: "SUBSCRIBE", params: ["btcusdt@trade"], id: "x".repeat(37) }, 2, null],
    [{ method: "SET_PROPERTY", params: ["combined", 1], id: 1 }, 1, 1],
    [{ method: "SET_PROPERTY", params: ["colour", true], id: 1 }, 0, 1],
    [{ method: "GET_PROPERTY", params: [3], id: 1 }, 2, 1],
    [{ method: "SET_PROPERTY", params: ["combined", true, 1], id: 1 }, 2, 1],
    [{ method: "GET_PROPERTY", params: ["combined", true], id: 1 }, 2, 1],
  ];
  for (const [message, code, id] of cases) {
    const answer = ask(new Stub(), message);
    assert.deepEqual([answer.error.code, answer.id], [code, id], JSON.stringify(message));
    assert.ok(answer.error.msg.length > 0);
  }
});

Deno.test("a connection has at most 1,024 streams, and a refused message subscribes none", () => {
  const connection = new Stub();
  const params = Array.from({ length: 1025 }, (_, index) => `s${index}@trade`);
  assert.match(ask(connection, { method: "SUBSCRIBE", params, id: 1 }).error.msg, /at most 1024/);
  assert.equal(connection.streams.size, 0);
  assert.equal(ask(connection, { method: "SUBSCRIBE", params: params.slice(1), id: 1 }).result, null);
});

Deno.test("whatever a client sends, it gets an answer", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
    assert.ok("error" in ask(new Stub(), text));
  }));
  const params = fc.oneof(fc.jsonValue(), fc.array(fc.oneof(fc.string(), fc.jsonValue())));
  const method = fc.constantFrom("SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY");
  fc.assert(fc.property(fc.record({ method, params, id: fc.jsonValue() }), (message) => {
    const answer = ask(new Stub(), message);
    assert.ok("error" in answer || "result" in answer);
  }));
});
