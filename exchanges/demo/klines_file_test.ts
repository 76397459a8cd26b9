import assert from "node:assert/strict";
import { parseKlines, readKlinesFile } from "./klines_file.ts";
import { SHIPPED_RECORDINGS } from "./markets.ts";

const ROW = {
  openMs: 1679004900000,
  open: "24899.18",
  high: "24943.98",
  low: "24896.29",
  close: "24934.2",
  volume: "293.13711",
};
const CSV = "1679004900000,24899.18,24943.98,24896.29,24934.2,293.13711,1679004959999,7300000.1,9000,150.1,3700000.2,0";

Deno.test("the JSON layout is read with the decimals that stand in it", () => {
  const rows = parseKlines(
    "[[1679004900000,24899.18,24943.98,24896.29,24934.2,293.13711],[1679004960000,1e-7,1e-7,1e-7,1e-7,0]]",
    "x",
  );
  assert.deepEqual(rows[0], ROW);
  assert.equal(rows[1]?.open, "0.0000001");
});

Deno.test("Binance's CSV is read with and without header, in milliseconds and in microseconds", () => {
  const header =
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore";
  assert.deepEqual(parseKlines(CSV, "x"), [ROW]);
  assert.deepEqual(parseKlines(`${header}\r\n${CSV}\r\n`, "x"), [ROW]);
  assert.deepEqual(parseKlines(CSV.replace("1679004900000", "1679004900000000"), "x"), [ROW]);
});

Deno.test("a wrong line is refused with its number, its value and what was expected", () => {
  const cases: [string, RegExp][] = [
    [`${CSV}\n1679004960000,1,2,3`, /x, line 2: "1679004960000,1,2,3", expected 12 columns/],
    [`${CSV}\n${CSV}`, /x, line 2: "1679004900000", expected an open time after 1679004900000/],
    [CSV.replace("24899.18", "-1"), /x, line 1: "-1", expected open as a decimal/],
    [CSV.replace("24943.98", "NaN"), /line 1: "NaN", expected high as a decimal/],
    [CSV.replace("24943.98", "24900"), /line 1: "24900", expected high not below/],
    [CSV.replace("24896.29", "24900"), /line 1: "24900", expected low not above/],
    [
      CSV.replace("1679004900000", "1679004900001"),
      /line 1: "1679004900001", expected an open time in ms or µs on a whole minute/,
    ],
    ["[[1679004900000,1,2]]", /x, row 1: "1679004900000,1,2", expected open time, open/],
    ["[null]", /x, row 1: "null"/],
    ['[[1679004900000,"a",2,1,1,1]]', /row 1: "a", expected open as a decimal/],
    ["[]", /holds no row/],
    ["", /holds no row/],
  ];
  for (const [text, message] of cases) assert.throws(() => parseKlines(text, "x"), { name: "SyntaxError", message });
});

Deno.test("the shipped recordings are read whole", async () => {
  for (const path of SHIPPED_RECORDINGS) {
    const rows = await readKlinesFile(path);
    assert.equal(rows.length, 66087);
    assert.equal(new Date(rows[0]!.openMs).toISOString(), "2023-03-16T22:15:00.000Z");
  }
});
