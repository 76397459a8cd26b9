import assert from "node:assert/strict";
import { openMarkets, QUIET_RECORDINGS, readRecordings, shiftsFor, SHIPPED_RECORDINGS, unshifted } from "./markets.ts";
import { rulesFor } from "./market_rules.ts";
import { Recording } from "./recording.ts";
import { NOON, shippedRecordings } from "./test_support.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 21, 11);

/** A flat market of so many days. */
function flat(id: string, startMs: number, days: number): Recording {
  const row = (minute: number) => ({
    openMs: startMs + minute * 60_000,
    open: "1",
    high: "1",
    low: "1",
    close: "1",
    volume: "5",
  });
  const rows = Array.from({ length: days * 1440 }, (_, minute) => row(minute));
  return new Recording(rulesFor({ id, base: id, quote: "X" }, rows), rows);
}

function shiftMsOf(recordings: readonly Recording[], remembered = {}, nowMs = NOW): number[] {
  const shifts = shiftsFor(recordings, remembered, nowMs);
  return recordings.map(({ rules }) => shifts[rules.id]!.shiftMs);
}

Deno.test("the shipped markets begin in step, well after the recorded halt", async () => {
  const recordings = await shippedRecordings();
  const [btc, eth] = shiftMsOf(recordings);
  assert.equal(btc, eth);
  const recordedNow = NOW - btc!;
  assert.ok(recordedNow > Date.UTC(2023, 3, 3) && recordedNow < Date.UTC(2023, 3, 6));
  assert.equal(openMarkets(recordings, shiftsFor(recordings, {}, NOW), 1).length, 2);
});

Deno.test("a market of the same time keeps step only where now lies well inside its recording", () => {
  const long = flat("LONG", 0, 40);
  const [first, inside] = shiftMsOf([long, flat("INSIDE", 12 * DAY, 9)]);
  assert.equal(inside, first);
  const [, outside] = shiftMsOf([long, flat("OUTSIDE", 0, 9)]);
  assert.notEqual(outside, first);
  const into = (NOW - outside!) / (9 * DAY);
  assert.ok(into >= 0.4 && into < 0.52);
});

Deno.test("a remembered shift stays, unless the recording is another", () => {
  const recording = flat("ONE", 0, 10);
  const remembered = shiftsFor([recording], {}, NOW);
  assert.deepEqual(shiftsFor([recording], remembered, NOW + 300 * DAY), remembered);
  assert.notDeepEqual(shiftsFor([flat("ONE", 0, 11)], remembered, NOW + 300 * DAY), remembered);
});

Deno.test("files of one symbol are joined in order of time, and must not overlap", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const write = async (name: string, minutes: readonly number[]) => {
      const path = `${directory}/${name}`;
      await Deno.writeTextFile(path, JSON.stringify(minutes.map((minute) => [minute * 60_000, 1, 1, 1, 1, 5])));
      return path;
    };
    const march = await write("BTCUSDT-1m-2023-03.json", [1, 2, 3]);
    const april = await write("BTCUSDT-1m-2023-04.json", [4, 5]);
    const both = await write("BTCUSDT-1m-2023-05.json", [5, 6]);
    const [recording] = await readRecordings([april, march]);
    assert.deepEqual([recording!.startMs, recording!.length], [60_000, 5]);
    await assert.rejects(readRecordings([april, both]), { message: /05.json .*both hold 1970-01-01T00:05:00.000Z/ });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("the quiet recordings are replayed beside the shipped ones, unshifted where a beginning is given", async () => {
  const recordings = await readRecordings([...SHIPPED_RECORDINGS, ...QUIET_RECORDINGS]);
  const markets = openMarkets(recordings, unshifted(recordings, NOON), 1);
  assert.deepEqual(markets.map(({ rules }) => rules.id), ["BTCUSDT", "ETHUSDT", "ADABTC", "ALGOBTC"]);
  const minutes = Array.from({ length: 600 }, (_, minute) => NOON + minute * 60_000);
  const silent = markets.map((history) => minutes.filter((ms) => history.bar(ms, ms + 60_000)!.count === 0).length);
  assert.ok(silent[0] === 0 && silent[3]! > 200, String(silent));
  assert.throws(() => unshifted(recordings, Date.UTC(2023, 3, 1)), {
    message: /Cannot begin at 2023-04-01T00:00:00.000Z: expected a moment from the start of ADABTC's recording on/,
  });
});
