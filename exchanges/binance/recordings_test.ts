/** The recorded wire of 2021-10-12 through the client; its order book has its own tests (book_sync_test.ts). */
import assert from "node:assert/strict";
import { CandleBuilder } from "../../domain/candle_builder.ts";
import { type Frame, parseFrame } from "./frame.ts";
import { RECORDED_SYMBOLS, recordedWire } from "./recording_fixture.ts";
import { orderBook } from "./rest_payloads.ts";
import { SymbolNames } from "./symbol_names.ts";

const wire = await recordedWire();
const names = new SymbolNames(RECORDED_SYMBOLS);
const frames = wire.flatMap((line) => line.kind === "frame" ? [parseFrame(line.text, names)] : []);
const ofKind = <K extends Frame["kind"]>(kind: K) =>
  frames.filter((frame): frame is Extract<Frame, { kind: K }> => frame.kind === kind);

Deno.test("every recorded frame is read as what it is, and every snapshot is as documented", () => {
  const counts = Object.fromEntries(
    [...Map.groupBy(frames, ({ kind }) => kind)].map(([kind, { length }]) => [kind, length]),
  );
  assert.deepEqual(counts, { depth: 177, bookTop: 84, trade: 2, candle: 2 });
  const snapshots = wire.filter((line) => line.kind === "snapshot");
  assert.equal(snapshots.length, 4);
  for (const { snapshot } of snapshots) assert.deepEqual(orderBook.parse(snapshot), snapshot);
});

Deno.test("recorded frames keep every price and quantity to the letter", () => {
  for (const line of wire) {
    if (line.kind !== "frame") continue;
    const { data } = JSON.parse(line.text);
    const frame = parseFrame(line.text, names);
    if (frame.kind === "depth") {
      assert.deepEqual([frame.bids, frame.asks, frame.firstId, frame.lastId], [data.b, data.a, data.U, data.u]);
    } else if (frame.kind === "bookTop") {
      assert.deepEqual([frame.top.bid, frame.top.ask], [[data.b, data.B], [data.a, data.A]]);
    }
  }
});

Deno.test("LRC/BTC of 00:28: the kline equals the fold of its trades; NKN/USDT, of which one trade of 30 was recorded, ends with it", () => {
  for (const { candle, lastId } of ofKind("candle")) {
    const prints = ofKind("trade").filter(({ trade }) =>
      trade.symbol === candle.symbol && trade.timeMs >= candle.openMs && trade.timeMs <= candle.closeMs
    );
    const builder = new CandleBuilder(candle.symbol, "1m");
    for (const { trade } of prints) builder.add(trade);
    assert.equal(prints.at(-1)!.lastId, lastId);
    const { volume, ...folded } = builder.open!;
    assert.equal(folded.close, candle.close);
    if (candle.symbol !== "LRC/BTC") continue;
    assert.deepEqual({ ...folded, volume: Number(volume) }, { ...candle, volume: Number(candle.volume) });
  }
});
