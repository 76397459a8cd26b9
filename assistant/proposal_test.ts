import assert from "node:assert/strict";
import { proposalIn, SOURCE_CHARACTERS } from "./proposal.ts";

const SOURCE = `import { Strategy } from "aristobot/strategy";
export default class Always extends Strategy {
  shouldLong() {
    return true;
  }
}
`;
const OTHER = SOURCE.replace("Always", "Never");
const block = (source: string, fence = "```", language = "ts") => `${fence}${language}\n${source}${fence}\n`;
const proposed = (answer: string) => {
  const found = proposalIn(answer);
  return found.kind === "source" ? found.source : null;
};

Deno.test("the last block that holds a whole strategy is what an answer proposes", () => {
  assert.equal(proposed(`Like this:\n\n${block(SOURCE)}\nDone.`), SOURCE);
  assert.equal(
    proposed(`${block(OTHER)}\nBetter:\n${block(SOURCE)}\nThe line that matters:\n${block("return true;\n")}`),
    SOURCE,
  );
  assert.equal(proposed(block(SOURCE, "````", "typescript")), SOURCE);
  assert.equal(proposed(block(SOURCE, "~~~", "")), SOURCE);
  assert.equal(proposed(block(SOURCE).replaceAll("\n", "\r\n")), SOURCE);
});

Deno.test("a source may hold backticks where its fence is longer", () => {
  const quoting = SOURCE.replace("return true;", "// ```\n    return `${1}` !== ``;");
  assert.equal(proposed(block(quoting, "````")), quoting);
});

Deno.test("excerpts, other languages, open blocks and bare text are no proposal", () => {
  for (
    const answer of [
      "",
      SOURCE,
      block("shouldLong() {\n  return true;\n}\n"),
      block(SOURCE, "```", "python"),
      block(SOURCE, "```", "diff"),
      `\`\`\`ts\n${SOURCE}`,
      block("export default class Always {}\n"),
      `Use \`export default class X extends Strategy\` there.`,
    ]
  ) assert.deepEqual(proposalIn(answer), { kind: "none" }, answer);
});

Deno.test("a source that is too long, or reads otherwise than it runs, is not offered", () => {
  const long = `${SOURCE}// ${"x".repeat(SOURCE_CHARACTERS)}\n`;
  for (
    const source of [
      long,
      ...["\u202E", "\u2066", "\u200B", "\uFEFF", "\u0000", "\u001B", "\uD800"].map((mark) => `${SOURCE}// ${mark}.\n`),
    ]
  ) {
    const found = proposalIn(block(source));
    assert.equal(found.kind, "unfit", JSON.stringify(source.slice(-3)));
  }
  assert.equal(proposed(block(`${SOURCE}// à 🙂\n`)), `${SOURCE}// à 🙂\n`);
});

Deno.test("a hostile answer of a million characters is looked through at once", () => {
  for (const piece of ["`", "```\n", "~~~\n```ts\n", "export default class ", "{", "extends "]) {
    const answer = piece.repeat(Math.ceil(1_000_000 / piece.length));
    proposalIn(answer);
    proposalIn(`\`\`\`ts\n${answer}\n\`\`\``);
  }
});
