import assert from "node:assert/strict";
import { examples } from "../strategies/examples.ts";
import { libraryTexts } from "./library_texts.ts";
import { SourceLanguage } from "./source_language.ts";

const libraries = await libraryTexts();
const language = new SourceLanguage(libraries);

const GOOD = `import { sma, Strategy } from "aristobot/strategy";

export default class Mine extends Strategy {
  fast = sma(this, 10);

  shouldLong() {
    return this.fast.value > this.price;
  }
}
`;

function seen(source: string): string[] {
  return language.check(source).map(({ line, column, severity, code }) => `${line}:${column} ${severity} ${code}`);
}

Deno.test("every example that comes along is without a problem", () => {
  for (const { name, source } of examples) assert.deepEqual(language.check(source), [], name);
});

Deno.test("a problem stands at its line and column, in the compiler's words", () => {
  assert.deepEqual(language.check(GOOD), []);
  const [wrong, ...rest] = language.check(GOOD.replace("this.fast.value", "this.fast.valeu"));
  assert.deepEqual(rest, []);
  assert.deepEqual(
    [wrong?.line, wrong?.column, wrong?.endLine, wrong?.endColumn, wrong?.severity, wrong?.code],
    [7, 22, 7, 27, "error", "TS2551"],
  );
  assert.match(wrong!.message, /'valeu' does not exist on type 'Indicator'. Did you mean 'value'/);
});

Deno.test("nobody is told to install packages, or to change settings that there are not", () => {
  const source = `import fs from "node:fs";\nimport z from "zod";\n${GOOD}console.log(fs, z, process, document);\n`;
  const messages = language.check(source).map(({ message }) => message);
  assert.ok(messages.some((message) => message === "Cannot find name 'process'."), messages.join("\n"));
  for (const message of messages) assert.doesNotMatch(message, /npm|tsconfig|install|moduleResolution|'lib'/);
});

Deno.test("while the syntax is wrong, only that is told; what is not used is a warning", () => {
  assert.deepEqual(seen(GOOD.replace("> this.price", "> > this.nonsense")), ["7:30 error TS1109"]);
  assert.deepEqual(seen(GOOD.replace("shouldLong() {", "shouldLong() {\n    const unused = 1;")), [
    "7:11 warning TS6133",
  ]);
});

Deno.test("what a strategy must have is demanded, and what no strategy has is unknown", () => {
  assert.deepEqual(seen(GOOD.replace("shouldLong", "shouldlong")), ["3:22 error TS2515"]);
  assert.deepEqual(seen(GOOD.replace("return", "document.title; return")), ["7:5 error TS2584"]);
  assert.deepEqual(seen(GOOD.replace("return", "console.log(Math.max(1, 2)); return")), []);
  assert.deepEqual(seen(`import { z } from "zod";\nz;\n`), ["1:19 error TS2307"]);
});

Deno.test("lines are counted alike whatever ends them", () => {
  const wrong = GOOD.replace("this.price", "this.cost");
  for (const end of ["\n", "\r\n"]) assert.deepEqual(seen(wrong.replaceAll("\n", end)), ["7:35 error TS2339"]);
});

Deno.test("after a dot the members are offered, with signature and documentation", () => {
  const source = GOOD.replace("this.fast.value > this.price", "this.cand");
  const offset = source.indexOf("this.cand") + "this.cand".length;
  const { from, options } = language.complete(source, offset);
  assert.equal(source.slice(from, offset), "cand");
  assert.deepEqual(options.map(({ label, kind }) => [label, kind]), [["candles", "property"]]);
  assert.match(options[0]!.detail, /candles: CandleSeries/);
  assert.match(options[0]!.info, /closed so far/);
});

Deno.test("indicators are offered by name, and what they take is told", () => {
  const source = GOOD.replace("sma(this, 10)", "bol").replace("{ sma,", "{ bollinger,");
  const { options } = language.complete(source, source.indexOf("= bol") + "= bol".length);
  assert.equal(options[0]?.label, "bollinger");
  assert.equal(options[0]?.kind, "function");
  assert.match(options[0]!.info, /standard deviations/);
});

Deno.test("there are never more options than an editor shows, and none beyond the source", () => {
  assert.equal(language.complete("\n", 1).options.length, 100);
  assert.ok(language.complete(GOOD, 1_000_000).from <= GOOD.length);
});

Deno.test("what stands at a place is told; blank places have nothing", () => {
  const at = GOOD.indexOf("sma(this");
  const told = language.hover(GOOD, at + 1);
  assert.deepEqual([told?.from, told?.to], [at, at + 3]);
  assert.match(told!.signature, /sma\(strategy: Strategy, period: number, column\?: Column\): Indicator/);
  assert.match(told!.documentation, /Simple moving average/);
  assert.equal(language.hover(GOOD, GOOD.indexOf("\n\n") + 1), null);
});

Deno.test("the libraries are the language's own, and nothing of browsers or of this machine", () => {
  const paths = Object.keys(libraries);
  assert.ok(paths.length > 50 && paths.every((path) => path.startsWith("/")));
  assert.ok(!paths.some((path) => /dom|webworker|scripthost/.test(path)), paths.join(" "));
});
