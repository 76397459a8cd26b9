import assert from "node:assert/strict";
import fc from "fast-check";
import type { BookLevel } from "../../domain/market_data.ts";
import { OrderBook } from "../../domain/order_book.ts";
import { BookSync, type DepthSnapshot, type DepthUpdate } from "./book_sync.ts";
import { RECORDED_SYMBOLS, recordedWire } from "./recording_fixture.ts";
import { TopCheck } from "./top_check.ts";

const update = (firstId: number, lastId = firstId, bids: BookLevel[] = [[String(lastId), "1"]]): DepthUpdate => ({
  eventMs: lastId,
  firstId,
  lastId,
  bids,
  asks: [],
});
const snapshot = (lastUpdateId: number, bids: BookLevel[] = []): DepthSnapshot => ({ lastUpdateId, bids, asks: [] });
const pricesOf = ({ book }: BookSync) => book.picture(99).bids.map(([price]) => Number(price));

Deno.test("the first update asks for a snapshot, and those that it contains are dropped", () => {
  const sync = new BookSync("BTC/USDT");
  assert.deepEqual(sync.hear(update(1, 3)), { kind: "fetch", why: null });
  assert.deepEqual(sync.hear(update(4, 6)), { kind: "unchanged" });
  assert.deepEqual(sync.hear(update(7, 8)), { kind: "unchanged" });
  assert.equal(sync.isSynced, false);
  assert.deepEqual(sync.snapshot(snapshot(5, [["5", "1"]])), { kind: "synced", applied: 2 });
  assert.deepEqual(pricesOf(sync), [8, 6, 5]);
  assert.deepEqual(sync.hear(update(9)), { kind: "changed" });
  assert.equal(sync.book.updateId, 9);
});

Deno.test("in a quiet market the snapshot alone is the book, and the first update must follow it", () => {
  const sync = new BookSync("BTC/USDT");
  assert.deepEqual(sync.begin(), { kind: "fetch", why: null });
  assert.deepEqual(sync.begin(), { kind: "unchanged" });
  assert.deepEqual(sync.snapshot(snapshot(5, [["5", "1"]])), { kind: "synced", applied: 0 });
  assert.deepEqual([sync.begin(), pricesOf(sync)], [{ kind: "unchanged" }, [5]]);
  assert.deepEqual(sync.hear(update(7, 8)), { kind: "fetch", why: { kind: "gap", fromId: 6, toId: 6 } });
});

Deno.test("a snapshot that is older than the first update is fetched anew, and the updates go on waiting", () => {
  const sync = new BookSync("BTC/USDT");
  sync.hear(update(10, 12));
  assert.deepEqual(sync.snapshot(snapshot(8)), {
    kind: "fetch",
    why: { kind: "old_snapshot", fromId: 9, toId: 9 },
  });
  sync.hear(update(13, 14));
  assert.deepEqual(sync.snapshot(snapshot(9)), { kind: "synced", applied: 2 });
  assert.deepEqual(pricesOf(sync), [14, 12]);
});

Deno.test("a missing update begins the book anew and says which ids are missing", () => {
  const sync = new BookSync("BTC/USDT");
  sync.hear(update(1));
  sync.snapshot(snapshot(1));
  assert.deepEqual(sync.hear(update(5, 6)), { kind: "fetch", why: { kind: "gap", fromId: 2, toId: 4 } });
  assert.equal(sync.isSynced, false);
  assert.deepEqual(sync.hear(update(7)), { kind: "unchanged" });
  assert.deepEqual(sync.snapshot(snapshot(6)), { kind: "synced", applied: 1 });
});

Deno.test("a gap among the waiting updates asks for a snapshot that is younger than it", () => {
  const sync = new BookSync("BTC/USDT");
  sync.hear(update(1));
  sync.hear(update(2));
  sync.hear(update(5));
  assert.deepEqual(sync.snapshot(snapshot(1)), { kind: "fetch", why: { kind: "gap", fromId: 3, toId: 4 } });
  assert.deepEqual(sync.snapshot(snapshot(4)), { kind: "synced", applied: 1 });
});

Deno.test("updates that come twice, or overlap with those of another connection, change nothing that they should not", () => {
  const sync = new BookSync("BTC/USDT");
  sync.hear(update(1, 2));
  sync.snapshot(snapshot(2));
  assert.deepEqual(sync.hear(update(3, 5)), { kind: "changed" });
  assert.deepEqual(sync.hear(update(3, 5)), { kind: "unchanged" });
  assert.deepEqual(sync.hear(update(4, 6)), { kind: "changed" });
  assert.deepEqual(pricesOf(sync), [6, 5]);
});

Deno.test("after a lost stream the ids may begin anew", () => {
  const sync = new BookSync("BTC/USDT");
  sync.hear(update(100));
  sync.snapshot(snapshot(100, [["100", "1"]]));
  sync.lost();
  assert.deepEqual(sync.hear(update(1)), { kind: "fetch", why: null });
  assert.deepEqual(sync.snapshot(snapshot(1, [["1", "1"]])), { kind: "synced", applied: 0 });
  assert.deepEqual(pricesOf(sync), [1]);
});

Deno.test("a snapshot that nobody asked for changes nothing", () => {
  const sync = new BookSync("BTC/USDT");
  sync.hear(update(5));
  sync.snapshot(snapshot(5));
  sync.hear(update(6));
  assert.deepEqual(sync.snapshot(snapshot(4)), { kind: "unchanged" });
  assert.equal(sync.book.updateId, 6);
});

Deno.test("a bounded number of updates waits for a snapshot", () => {
  const sync = new BookSync("BTC/USDT");
  for (let id = 1; id <= 2_005; id++) sync.hear(update(id));
  assert.deepEqual(sync.snapshot(snapshot(2)).kind, "fetch");
  assert.deepEqual(sync.snapshot(snapshot(5)), { kind: "synced", applied: 2_000 });
});

Deno.test("whatever is lost, doubled or swapped on the way, a book in step is the exchange's book at its update id", () => {
  const changes = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 3 })),
    { minLength: 5, maxLength: 60 },
  );
  const fates = fc.array(fc.constantFrom("kept", "kept", "kept", "lost", "doubled", "swapped"), { maxLength: 60 });
  fc.assert(fc.property(changes, fates, fc.nat(3), (changes, fates, delay) => {
    const truth = new OrderBook("A/B");
    const pictures = new Map<number, readonly BookLevel[]>();
    const updates = changes.map(([price, quantity], i) => {
      const one = update(i + 1, i + 1, [[String(price), String(quantity)]]);
      truth.apply({ updateId: i + 1, timeMs: 0, bids: one.bids, asks: [] });
      pictures.set(i + 1, truth.picture(99).bids);
      return one;
    });
    const sync = new BookSync("A/B");
    let answerAt = Infinity;
    const wire = tampered(updates, fates);
    for (const [i, heard] of wire.entries()) {
      if (sync.hear(heard).kind === "fetch") answerAt = i + delay;
      if (i >= answerAt) {
        const id = Math.max(...wire.slice(0, i + 1).map(({ lastId }) => lastId));
        const step = sync.snapshot({ lastUpdateId: id, bids: pictures.get(id)!, asks: [] });
        answerAt = step.kind === "fetch" ? i + 1 : Infinity;
      }
      if (sync.isSynced) assert.deepEqual(sync.book.picture(99).bids, pictures.get(sync.book.updateId!));
    }
  }));
});

function tampered(updates: readonly DepthUpdate[], fates: readonly string[]): DepthUpdate[] {
  const wire: DepthUpdate[] = [];
  for (const [i, one] of updates.entries()) {
    const fate = fates[i % Math.max(1, fates.length)];
    if (fate === "lost") continue;
    wire.push(one);
    if (fate === "doubled") wire.push(one);
    if (fate === "swapped" && wire.length > 1) wire.splice(-2, 2, wire.at(-1)!, wire.at(-2)!);
  }
  return wire;
}

interface Replayed {
  readonly sync: BookSync;
  readonly check: TopCheck;
  readonly updates: number;
  /** Update ids at which both streams say something, from the snapshot on. */
  readonly commonIds: number;
}

/** Replays one market of the recording, the snapshot when it was received or as soon as it is asked for. */
async function replayed(symbol: string, snapshotAt: "receipt" | "once"): Promise<Replayed> {
  const wire = await recordedWire();
  const answer = wire.find((line) => line.kind === "snapshot" && line.symbol === symbol);
  assert.ok(answer?.kind === "snapshot");
  const [sync, check] = [new BookSync(symbol), new TopCheck()];
  const [updateIds, topIds] = [new Set([answer.snapshot.lastUpdateId]), new Set<number>()];
  let updates = 0;
  const answered = () => assert.equal(sync.snapshot(answer.snapshot).kind, "synced");
  for (const line of wire) {
    if (line === answer && snapshotAt === "receipt") answered();
    if (line.kind !== "frame") continue;
    const { data, stream } = JSON.parse(line.text);
    if (data.s !== symbol.replace("/", "")) continue;
    if (stream.endsWith("@bookTicker")) {
      check.hear({ symbol, updateId: data.u, timeMs: null, bid: [data.b, data.B], ask: [data.a, data.A] });
      topIds.add(data.u);
    } else if (stream.endsWith("@depth@100ms")) {
      const { E: eventMs, U: firstId, u: lastId, b: bids, a: asks } = data;
      updateIds.add(lastId);
      updates++;
      const step = sync.hear({ eventMs, firstId, lastId, bids, asks });
      assert.ok(step.kind !== "fetch" || step.why === null, `${symbol}: ${Deno.inspect(step)}`);
      if (step.kind === "fetch" && snapshotAt === "once") answered();
    }
    if (!sync.isSynced) continue;
    assert.equal(sync.book.isCrossed, false);
    assert.equal(check.compare(sync.book.top()), null);
  }
  const common = updateIds.intersection(topIds);
  const fromId = answer.snapshot.lastUpdateId;
  return { sync, check, updates, commonIds: [...common].filter((id) => id >= fromId).length };
}

Deno.test("the recorded wire gives books without a gap, never crossed, and equal to every book ticker at a common update id", async () => {
  let [updates, compared] = [0, 0];
  for (const symbol of RECORDED_SYMBOLS) {
    const [late, early] = [await replayed(symbol, "receipt"), await replayed(symbol, "once")];
    assert.ok(late.sync.isSynced && early.sync.isSynced);
    assert.deepEqual(late.sync.book.picture(5_000), early.sync.book.picture(5_000));
    assert.equal(early.check.compared, early.commonIds);
    updates += early.updates;
    compared += early.check.compared;
  }
  assert.deepEqual([updates, compared], [177, 26]);
});
