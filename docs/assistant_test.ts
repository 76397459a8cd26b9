/** The figures of docs/assistant.md are those of the code. */
import assert from "node:assert/strict";
import { ANSWER_LIMITS } from "../assistant/limits.ts";
import { CONTEXT_TOKENS } from "../assistant/ollama.ts";
import { SOURCE_CHARACTERS } from "../assistant/proposal.ts";

Deno.test("the page of the assistant promises what the limits are", async () => {
  const page = (await Deno.readTextFile(new URL("assistant.md", import.meta.url))).replaceAll(/\s+/g, " ");
  const { characters, bytes, beginMs, silentMs, totalMs } = ANSWER_LIMITS;
  const promised = [
    `at most ${characters} characters in ${bytes / 2 ** 20} MiB`,
    `begins within ${beginMs / 1_000} s`,
    `silent for ${silentMs / 1_000} s`,
    `takes at most ${totalMs / 1_000} s`,
    `more than ${SOURCE_CHARACTERS} characters`,
    `keep ${CONTEXT_TOKENS} tokens in mind`,
  ];
  for (const words of promised) assert.ok(page.includes(words), words);
});
