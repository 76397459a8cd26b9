import assert from "node:assert/strict";
import { COLUMN_NAMES, foldColumns } from "../domain/backtest/candle_columns.ts";
import { parseCandleCsv } from "./candle_csv.ts";
import { readCandles } from "./candle_file.ts";
import { parseCandleJson } from "./candle_json.ts";
import { Refused } from "./refused.ts";

const rows = (text: string) => {
  const candles = parseCandleCsv(text, "a.csv");
  return Array.from({ length: candles.length }, (_, at) => COLUMN_NAMES.map((name) => candles[name][at]));
};
const AT_MS = Date.UTC(2023, 3, 1, 12, 30);
const ONE = [AT_MS, 1, 3, 0.5, 2, 7];

Deno.test("columns come in any order and letter case, with more columns beside them", () => {
  assert.deepEqual(rows("VOLUME,close,Note,LOW,High,Date,open\n7,2,x,0.5,3,2023-04-01 12:30,1\n"), [ONE]);
  assert.deepEqual(rows("time;open;high;low;close\n2023-04-01T12:30Z;1;3;0.5;2"), [[...ONE.slice(0, 5), 0]]);
  assert.deepEqual(rows(",Open,High,Low,Close,Volume\r\n2023-04-01T12:30:00,1,3,.5,2,7\r\n\r\n"), [ONE]);
  assert.deepEqual(
    rows('\uFEFF"Time","Open","High","Low","Close","Volume"\n"2023-04-01 12:30","1","3","0.5","2","7"'),
    [ONE],
  );
});

Deno.test("times are ISO dates, ISO date-times in any zone, or ms", () => {
  const openMs = (time: string) => rows(`time,open,high,low,close\n${time},1,3,0.5,2`)[0]![0];
  const expected: [string, number][] = [
    ["2023-04-01", Date.UTC(2023, 3, 1)],
    ["2023-04-01T14:30:00+02:00", AT_MS],
    ["2023-04-01 07:30:00-0500", AT_MS],
    ["2023-04-01 12:30:00 UTC", AT_MS],
    ["2023-04-01T12:30:00.250Z", AT_MS + 250],
    ["2023-04-01 12:30:00.250000", AT_MS + 250],
    [String(AT_MS), AT_MS],
    ["0", 0],
  ];
  for (const [time, ms] of expected) assert.equal(openMs(time), ms, time);
});

Deno.test("a malformed line is refused with its number and what is wrong with it", () => {
  const head = "time,open,high,low,close,volume\n2023-04-01,1,3,0.5,2,7\n";
  const refusals: [string, RegExp][] = [
    ["2023-04-02,1,3,0.5,x,7", /Cannot read line 3 of a.csv: close is "x"; expected a number/],
    ["2023-04-02,1,3,0.5,,7", /line 3 of a.csv: close is ""/],
    ["2023-04-02,1,3,0.5,0x10,7", /line 3 of a.csv: close is "0x10"/],
    ["2023-04-02,1,3,0.5,2", /line 3 of a.csv: it has 5 cells; the header has 6/],
    ["2023-02-30,1,3,0.5,2,7", /line 3 of a.csv: time is "2023-02-30"; expected an ISO date/],
    ["yesterday,1,3,0.5,2,7", /line 3 of a.csv: time is "yesterday"/],
    ["2023-04-02,1,0.4,0.5,2,7", /line 3 of a.csv: open 1 and close 2 do not lie between low 0.5 and high 0.4/],
    ["2023-04-02,4,3,0.5,2,7", /line 3 of a.csv: open 4/],
    ["2023-04-02,1,3,0,2,7", /line 3 of a.csv: .* expected prices above 0/],
    ["2023-04-02,1,3,0.5,2,-1", /line 3 of a.csv: its volume is -1/],
    ["2023-04-01,1,3,0.5,2,7", /line 3 of a.csv: 2023-04-01T00:00:00Z does not lie after 2023-04-01T00:00:00Z/],
    ["2023-04-02,1,3,0.5,2,7\n\n2023-04-03,1,3,0.5,2,7,8", /line 5 of a.csv/],
  ];
  for (const [line, message] of refusals) assert.throws(() => rows(head + line), message, line);
});

Deno.test("a header without the columns that are needed, and a file without one, are refused", () => {
  assert.throws(() => rows("time,open,high,close\n"), /line 1 of a.csv: the header has no low among "time", "open"/);
  assert.throws(() => rows("2023-04-01,1,3,0.5,2,7\n"), /the header has no time, open, high, low, close/);
  assert.throws(() => rows("\n"), /Cannot read a.csv: it is empty/);
});

Deno.test("JSON candles are rows of numbers, or of numbers as text", () => {
  const candles = parseCandleJson('[[0,1,3,0.5,2,7],[60000,"1","3","0.5","2","7",99]]', "a.json");
  assert.deepEqual([...candles.openMs, ...candles.close], [0, 60_000, 2, 2]);
  assert.throws(
    () => parseCandleJson("[[0,1,3,0.5,2,7],[1,2]]", "a.json"),
    /row 2 of a.json: \[1,2\]; expected \[openMs/,
  );
  assert.throws(() => parseCandleJson('[[0,1,3,0.5,"",7]]', "a.json"), /row 1 of a.json/);
  assert.throws(() => parseCandleJson("{}", "a.json"), /expected a list of candles/);
  assert.throws(() => parseCandleJson("[1", "a.json"), /it is no JSON/);
});

Deno.test("files are read gzipped or not, whatever they are called", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const text = "time,open,high,low,close\n0,1,3,0.5,2\n";
    const zip = (of: string) =>
      new Response(new Blob([of]).stream().pipeThrough(new CompressionStream("gzip"))).bytes();
    await Deno.writeTextFile(`${folder}/a`, text);
    await Deno.writeFile(`${folder}/b.csv`, await zip(text));
    await Deno.writeFile(`${folder}/c.gz`, await zip(" [[0,1,3,0.5,2,7]]"));
    for (const name of ["a", "b.csv", "c.gz"]) assert.equal((await readCandles(`${folder}/${name}`)).close[0], 2, name);
    await Deno.writeTextFile(`${folder}/d`, "time,open,high,low,close\n");
    await assert.rejects(readCandles(`${folder}/d`), /Cannot run over d: it has no candle/);
    await Deno.writeFile(`${folder}/e.gz`, (await zip(text)).slice(0, 20));
    await assert.rejects(readCandles(`${folder}/e.gz`), /Cannot unzip e.gz/);
    await assert.rejects(readCandles(`${folder}/none`), Refused);
    await assert.rejects(readCandles(folder), /it is a directory/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("candles fold into longer ones on whole multiples of their length", () => {
  const minutes = parseCandleJson("[[60000,2,3,1,2,1],[120000,2,9,2,5,1],[180000,5,6,4,4,2]]", "a");
  const folded = foldColumns(minutes, 120_000);
  assert.deepEqual(COLUMN_NAMES.map((name) => [...folded[name]]), [
    [0, 120_000],
    [2, 2],
    [3, 9],
    [1, 2],
    [2, 4],
    [1, 3],
  ]);
});
