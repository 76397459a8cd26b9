import assert from "node:assert/strict";
import { parseStreamUrl } from "./stream_url.ts";

const MS = { timeUnit: "MILLISECOND" } as const;

Deno.test("raw and combined connections, with and without streams in the address", () => {
  assert.deepEqual(parseStreamUrl("/ws"), { combined: false, streams: [], ...MS });
  assert.deepEqual(parseStreamUrl("/ws/btcusdt@trade/ethusdt@kline_1m"), {
    combined: false,
    streams: ["btcusdt@trade", "ethusdt@kline_1m"],
    ...MS,
  });
  assert.deepEqual(parseStreamUrl("/stream?streams=btcusdt@trade/!miniTicker@arr"), {
    combined: true,
    streams: ["btcusdt@trade", "!miniTicker@arr"],
    ...MS,
  });
  assert.deepEqual(parseStreamUrl("/stream?streams="), { combined: true, streams: [], ...MS });
  assert.deepEqual(parseStreamUrl("/stream?streams=btcusdt@kline_1d@%2B08:00"), {
    combined: true,
    streams: ["btcusdt@kline_1d@+08:00"],
    ...MS,
  });
});

Deno.test("a prefix, and parts that name no stream, are passed over", () => {
  assert.deepEqual(parseStreamUrl("/stream-demo/ws/0"), { combined: false, streams: [], ...MS });
  assert.deepEqual(parseStreamUrl("/ws/1"), { combined: false, streams: [], ...MS });
  assert.deepEqual(parseStreamUrl("/stream-demo/stream"), { combined: true, streams: [], ...MS });
  assert.deepEqual(parseStreamUrl("/ws/%/btcusdt%40trade"), {
    combined: false,
    streams: ["btcusdt@trade"],
    timeUnit: "MILLISECOND",
  });
});

Deno.test("other addresses lead to no stream server", () => {
  for (const path of ["/", "/api/v3/ping", "/wsx", "/?streams=btcusdt@trade"]) assert.equal(parseStreamUrl(path), null);
});

Deno.test("a connection may want its times in microseconds", () => {
  const streams = ["btcusdt@trade"];
  for (const unit of ["MICROSECOND", "microsecond"]) {
    const url = parseStreamUrl(`/stream?streams=btcusdt@trade&timeUnit=${unit}`);
    assert.deepEqual(url, { combined: true, streams, timeUnit: "MICROSECOND" });
  }
});
