/** The life of the connection: lost, replaced, closed, restarted. */
import assert from "node:assert/strict";
import { Exchange, info, kitAt, PATH, started, watched, withBook } from "../binance_connection_fixture.ts";
import { connections, feedIncidents } from "../topics.ts";

Deno.test("after a lost wire the connection waits, says why, and its books begin anew, also where the ids do", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const { connection, told } = await withBook(kit, exchange);
  const states = kit.probe(connections.key(PATH)).got;
  exchange.socket.dies(1006, "gone");
  await kit.settle();
  const lost = await info(kit, connection);
  assert.equal(lost.state, "waiting");
  assert.match(lost.channels[0]?.error ?? "", /connection closed \(1006 gone\)/);
  assert.deepEqual([lost.reconnects, lost.lastError], [1, lost.channels[0]?.error]);
  await kit.advance("2s");
  exchange.lastUpdateId = 1;
  await exchange.socket.serves();
  exchange.depth(1);
  await kit.advance(1);
  const last = told.at(-1);
  assert.equal(last?.kind === "OrderBookChanged" && last.book.updateId, 1);
  assert.deepEqual(states.map(({ state }) => state), ["waiting", "live"]);
  assert.equal((await info(kit, connection)).channels[0]?.error, null);
});

Deno.test("a snapshot that was asked for before the wire was lost does not become the book of the exchange that begins anew", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  const held = Promise.withResolvers<void>();
  const { fetch } = exchange.transport;
  exchange.transport.fetch = async (url) => {
    const answer = await fetch(url);
    if (url.includes("depth") && exchange.snapshots === 1) await held.promise;
    return answer;
  };
  exchange.lastUpdateId = 1_000;
  const { told } = await watched(kit, connection, { channel: "order_books" });
  await exchange.socket.serves();
  await kit.advance(1);
  exchange.socket.dies(1006);
  exchange.lastUpdateId = 1;
  await kit.advance("1s");
  await exchange.socket.serves();
  held.resolve();
  await kit.advance(1);
  exchange.depth(2);
  await kit.advance(1);
  assert.deepEqual(told.map((event) => event.kind === "OrderBookChanged" && event.book.updateId), [1, 2]);
});

Deno.test("while one connection replaces another nothing is told twice, and no book is disturbed", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const { connection, told } = await withBook(kit, exchange);
  const trades = await watched(kit, connection, {});
  await kit.advance("1s");
  await exchange.socket.serves();
  const incidents = kit.probe(feedIncidents).got;
  const old = exchange.socket;
  old.hears({ e: "serverShutdown", E: 1 });
  await kit.advance("1s");
  assert.equal(exchange.sockets.length, 2);
  await exchange.socket.serves();
  const both = (say: () => void) => {
    for (const socket of [old, exchange.sockets[1]!]) {
      exchange.sockets.push(socket);
      say();
      exchange.sockets.pop();
    }
  };
  both(() => exchange.depth(11, 12));
  both(() => exchange.trades(7));
  exchange.depth(12, 14); // the new connection cuts the row of updates elsewhere
  old.hears({
    stream: "btcusdt@depth@100ms",
    data: { e: "depthUpdate", E: 13, s: "BTCUSDT", U: 13, u: 13, b: [], a: [] },
  });
  both(() => exchange.trades(8));
  await kit.advance("10s");
  assert.ok(old.closedByUs);
  assert.deepEqual(told.map((event) => event.kind === "OrderBookChanged" && event.book.updateId), [10, 12, 14]);
  const ids = trades.told.flatMap((event) => event.kind === "TradesPrinted" ? event.trades.map(({ id }) => id) : []);
  assert.deepEqual([ids, incidents, exchange.snapshots], [["7", "8"], [], 1]);
  assert.equal((await info(kit, connection)).state, "live");
});

Deno.test("a stream that the exchange refuses is told with its wish, and takes no other along", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  await watched(kit, connection, {});
  exchange.socket.opens();
  await kit.settle();
  exchange.socket.hears({ error: { code: 2, msg: "Invalid request: invalid stream" }, id: 1 });
  await kit.advance("1s");
  assert.match((await info(kit, connection)).channels[0]?.error ?? "", /Invalid request: invalid stream/);
});

Deno.test("a connection that is closed forgets all wishes, and stays for new ones", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  await watched(kit, connection, {});
  await exchange.socket.serves();
  connection.tell("Close");
  await kit.settle();
  assert.ok(exchange.socket.closedByUs);
  const closed = await info(kit, connection);
  assert.deepEqual([closed.state, closed.channels], ["closed", []]);
  await watched(kit, connection, {});
  await exchange.socket.serves();
  assert.deepEqual((await info(kit, connection)).state, "live");
});

Deno.test("a restarted connection tells that it is idle, so that whoever wished wishes again", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  await watched(kit, connection, {});
  await exchange.socket.serves();
  const states = kit.probe(connections.key(PATH)).got;
  await kit.crash(PATH);
  assert.deepEqual(states.map(({ state, subscribers }) => [state, subscribers]), [["idle", 0]]);
  assert.ok(exchange.socket.closedByUs);
});
