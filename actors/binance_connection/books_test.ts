/** Order books: in step with the exchange, or begun anew. */
import assert from "node:assert/strict";
import { Exchange, info, kitAt, started, watched, withBook } from "../binance_connection_fixture.ts";
import { feedIncidents } from "../topics.ts";

Deno.test("a book is made of a snapshot and the updates after it, and told with as many levels as are wished", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const { told } = await withBook(kit, exchange, { limit: 1 });
  assert.deepEqual(exchange.asked.filter((path) => path.includes("depth")), [
    "/api/v3/depth?symbol=BTCUSDT&limit=1000",
  ]);
  exchange.depth(11, 12);
  await kit.settle();
  assert.deepEqual(told.map((event) => event.kind === "OrderBookChanged" && event.book), [
    { symbol: "BTC/USDT", updateId: 10, timeMs: null, bids: [["99.00", "1"]], asks: [["101.00", "2"]] },
    { symbol: "BTC/USDT", updateId: 12, timeMs: 12, bids: [["100.00", "12"]], asks: [["101.00", "2"]] },
  ]);
});

Deno.test("who wishes a book that is kept already has it at once, also where the market is quiet", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const { connection, told } = await withBook(kit, exchange);
  const { key } = await watched(kit, connection, { channel: "order_books", everyMs: 1_000, limit: 1 }, "b");
  const asked = connection.ask("GetLatest", { key });
  await kit.settle();
  const latest = await asked;
  assert.deepEqual(latest?.kind === "OrderBookChanged" && [latest.book.updateId, latest.book.bids.length], [10, 1]);
  assert.equal(told.length, 1);
});

Deno.test("a missing update is found, told to the audit log, and mended by a new snapshot", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const { told } = await withBook(kit, exchange);
  const incidents = kit.probe(feedIncidents).got;
  exchange.depth(13, 14);
  exchange.lastUpdateId = 13;
  await kit.advance(1);
  assert.equal(exchange.snapshots, 2);
  const last = told.at(-1);
  assert.equal(last?.kind === "OrderBookChanged" && last.book.updateId, 14);
  assert.deepEqual(incidents.map(({ kind, count, detail }) => [kind, count, detail]), [
    ["book_gap", 2, "updates 11 to 12 did not come"],
    ["book_resync", 1, "in step again at update 14"],
  ]);
  assert.deepEqual([incidents[0]?.exchange, incidents[0]?.symbol], ["binance", "BTC/USDT"]);
});

Deno.test("a book that differs from the exchange's own best bid and ask begins anew", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  await withBook(kit, exchange);
  const incidents = kit.probe(feedIncidents).got;
  exchange.top(11, ["100.00", "11"], ["101.00", "2"]);
  exchange.depth(11);
  await kit.advance(1);
  assert.deepEqual(incidents, []);
  exchange.depth(12);
  exchange.top(12, ["100.00", "7"], ["101.00", "2"]);
  exchange.depth(13);
  exchange.lastUpdateId = 13;
  await kit.advance(1);
  assert.equal(exchange.snapshots, 2);
  assert.deepEqual(incidents.map(({ kind, detail }) => [kind, detail]), [
    [
      "book_gap",
      "at update 12 the book shows bid 12 at 100.00, ask 2 at 101.00, the exchange tells bid 7 at 100.00, ask 2 at 101.00",
    ],
    ["book_resync", "in step again at update 13"],
  ]);
});

Deno.test("a snapshot that cannot be had is asked for again, and the exchange's own words are shown", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  exchange.answer = (path) =>
    path.includes("/depth")
      ? Response.json({ code: -1003, msg: "Too many requests." }, { status: 429, headers: { "retry-after": "3" } })
      : undefined;
  const { told } = await watched(kit, connection, { channel: "order_books" });
  exchange.lastUpdateId = 10;
  await exchange.socket.serves();
  exchange.depth(10);
  await kit.advance(1);
  assert.match((await info(kit, connection)).channels[0]?.error ?? "", /^Binance: Too many requests. \(-1003\)/);
  exchange.answer = () => undefined;
  await kit.advance("2900ms");
  assert.equal(exchange.snapshots, 1);
  await kit.advance("1s");
  assert.equal(told.length, 1);
  assert.equal((await info(kit, connection)).channels[0]?.error, null);
});

Deno.test("books are fetched one after another", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  const answers: (() => void)[] = [];
  const { fetch } = exchange.transport;
  exchange.transport.fetch = async (url) => {
    const answer = await fetch(url);
    if (url.includes("depth")) await new Promise<void>((resolve) => answers.push(resolve));
    return answer;
  };
  await watched(kit, connection, { channel: "order_books", symbols: ["BTC/USDT", "ETH/USDT"] });
  await exchange.socket.serves();
  await kit.advance(1);
  assert.equal(exchange.snapshots, 1);
  answers[0]!();
  await kit.settle();
  assert.equal(exchange.snapshots, 2);
  answers[1]!();
});
