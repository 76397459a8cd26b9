import assert from "node:assert/strict";
import { startDemoExchange } from "../../exchanges/demo/server.ts";
import { parseWatchArguments, USAGE } from "./watch_arguments.ts";
import { linesOf } from "./watch_lines.ts";

const MAIN = new URL("./watch_main.ts", import.meta.url).pathname;

function commandOf(...args: string[]): Deno.Command {
  const [config, env] = [new URL("../../deno.json", import.meta.url).pathname, { NO_COLOR: "1" }];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", config, MAIN, ...args],
    env,
    stdout: "piped",
    stderr: "piped",
  });
}

async function run(...args: string[]): Promise<{ code: number; lines: string[]; errors: string }> {
  const { code, stdout, stderr } = await commandOf(...args).output();
  const decoder = new TextDecoder();
  return { code, lines: decoder.decode(stdout).trim().split("\n"), errors: decoder.decode(stderr) };
}

Deno.test("arguments of the watcher become one wish", () => {
  const words = ["kraken", "candles", "BTC/USDT", "--timeframe", "5m", "--every", "2s", "--limit", "3", "--count", "9"];
  assert.deepEqual(parseWatchArguments(words), {
    exchange: "kraken",
    subscription: { channel: "candles", symbols: ["BTC/USDT"], timeframe: "5m", limit: 3, everyMs: 2_000 },
    count: 9,
    json: false,
    url: null,
  });
  const demo = parseWatchArguments(["demo", "candles", "BTC/USDT", "--url", "http://127.0.0.1:4000/"]);
  assert.ok(typeof demo === "object");
  assert.deepEqual([demo.subscription.timeframe, demo.subscription.everyMs, demo.url], [
    "1m",
    null,
    "http://127.0.0.1:4000",
  ]);
  assert.deepEqual([parseWatchArguments(["--help"]), parseWatchArguments(["--list"])], ["help", "list"]);
  for (const channel of ["trades", "tickers", "order_books", "candles", "bids_asks"]) {
    assert.ok(USAGE.includes(channel));
  }
});

Deno.test("arguments of the watcher that make no sense are refused with what was expected", () => {
  const wrong: [string[], RegExp][] = [
    [[], /expected an exchange/],
    [["kraken"], /Cannot watch nothing: expected tickers/],
    [["kraken", "tradez", "BTC/USDT"], /Cannot watch tradez: expected tickers/],
    [["demo", "trades", "--every", "soon"], /--every "soon": expected a time such as 500ms/],
    [["demo", "trades", "--every", "0s"], /--every "0s"/],
    [["demo", "trades", "--limit", "-1"], /--limit|ambiguous/],
    [["demo", "trades", "--count", "1.5"], /--count "1.5": expected a whole number/],
    [["demo", "trades", "--url", "nowhere"], /--url "nowhere": expected an address/],
    [["kraken", "trades", "--url", "http://127.0.0.1:1"], /it is for demo only/],
    [["demo", "trades", "--unknown"], /unknown/],
  ];
  for (const [args, expected] of wrong) assert.throws(() => parseWatchArguments(args), expected, args.join(" "));
});

Deno.test("every kind of event has its line", () => {
  const [exchange, symbol, timeMs] = ["demo", "BTC/USDT", Date.UTC(2026, 10, 21, 12)];
  const trade = { symbol, id: "1", price: "2", quantity: "3", timeMs, takerSide: null };
  assert.deepEqual(linesOf({ kind: "TradesPrinted", exchange, trades: [trade] }), [
    "2026-11-21 12:00:00.000  BTC/USDT  ?  3 at 2",
  ]);
  assert.deepEqual(
    linesOf({
      kind: "BidsAsksChanged",
      exchange,
      tops: [{ symbol, updateId: 1, timeMs: null, bid: ["1", "2"], ask: null }],
    }),
    ["-                        BTC/USDT  bid 2 at 1  ask -"],
  );
  assert.deepEqual(
    linesOf({ kind: "BalanceChanged", exchange, balances: [{ currency: "BTC", free: "1", used: "0" }] }),
    [
      "BTC  free 1  used 0",
    ],
  );
});

Deno.test("the watcher prints what the demo exchange streams, and ends after as many lines as were asked for", async () => {
  await using stack = new AsyncDisposableStack();
  const demo = stack.adopt(await startDemoExchange({ speed: 60 }), (running) => running.close());
  const { code, lines, errors } = await run(
    "demo",
    "order_books",
    "BTC/USDT",
    "--limit",
    "1",
    "--count",
    "3",
    "--url",
    demo.restUrl,
  );
  assert.deepEqual([code, errors], [0, ""]);
  assert.equal(lines.length, 3);
  for (const line of lines) assert.match(line, / BTC\/USDT {2}bids [\d.]+ at [\d.]+ {2}\| {2}asks [\d.]+ at [\d.]+$/);
});

Deno.test("the watcher says why when it cannot, and ends in order when it is interrupted", async () => {
  await using stack = new AsyncDisposableStack();
  const demo = stack.adopt(await startDemoExchange({ speed: 60 }), (running) => running.close());
  const refused = await run("demo", "trades", "NO/PE", "--url", demo.restUrl);
  assert.equal(refused.code, 1);
  assert.match(refused.errors, /Demo exchange: does not have market symbol NO\/PE/);
  const unknown = await run("krakn", "trades", "BTC/USDT");
  assert.equal(unknown.code, 2);
  assert.match(unknown.errors, /Cannot watch "krakn": expected kraken, krakenfutures/);
  const watching = commandOf("demo", "order_books", "BTC/USDT", "--json", "--url", demo.restUrl).spawn();
  const reader = watching.stdout.getReader();
  await reader.read();
  watching.kill("SIGINT");
  for (let read = await reader.read(); !read.done; read = await reader.read());
  const [{ code }] = await Promise.all([watching.status, watching.stderr.cancel()]);
  assert.equal(code, 0);
});
