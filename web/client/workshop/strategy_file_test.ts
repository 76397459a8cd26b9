import assert from "node:assert/strict";
import { textsOf } from "../../i18n/mod.ts";
import { fileNameOf, MOST_BYTES, nameFault, readSourceFile, sourceFault } from "./strategy_file.ts";

const { faults } = textsOf("en").workshop;
const read = (name: string, ...parts: BlobPart[]) => readSourceFile(new File(parts, name), faults);

Deno.test("a file is read as it is, but for the ends of its lines", async () => {
  assert.deepEqual(await read("Trend.ts", "a\r\nb\n"), { file: "Trend.ts", name: "Trend", source: "a\nb\n" });
});

Deno.test("a file that is no source is refused in words, with its name", async () => {
  const refusals = await Promise.all([
    read("x.js", "a"),
    read("x.ts", " \n"),
    read("x.ts", "a".repeat(MOST_BYTES + 1)),
    read("x.ts", new Uint8Array([0xff, 0xfe, 0x00])),
  ]);
  assert.deepEqual(refusals, [
    { fault: "“x.js” is not a .ts file." },
    { fault: "“x.ts” is empty." },
    { fault: "“x.ts” is too large: 49 KB of at most 48 KB." },
    { fault: "“x.ts” is not UTF-8 text." },
  ]);
});

Deno.test("names and sources that the house would not take are told beforehand", () => {
  assert.deepEqual(["", " ", "x".repeat(101), "ok"].map((name) => nameFault(name, faults)), [
    "It needs a name.",
    "It needs a name.",
    "The name is too long: at most 100 characters.",
    null,
  ]);
  assert.equal(sourceFault("é".repeat(MOST_BYTES / 2), faults), null);
  assert.equal(sourceFault("é".repeat(MOST_BYTES / 2) + "a", faults), "The code is too long: 49 KB of at most 48 KB.");
});

Deno.test("an exported file is called as its strategy, without what a file's name cannot hold", () => {
  const names = ["SMA cross", 'a/b\\c:"d"', "Élan №1", "../..", " "];
  assert.deepEqual(names.map(fileNameOf), ["SMA cross.ts", "a_b_c_d_.ts", "Élan _1.ts", ".._...ts", "strategy.ts"]);
});
