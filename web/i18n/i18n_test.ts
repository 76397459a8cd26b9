import assert from "node:assert/strict";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { fill } from "./mod.ts";

/** Every text of a dictionary with its path. */
function texts(of: unknown, path = ""): [string, string][] {
  if (typeof of === "string") return [[path, of]];
  return Object.entries(of as object).flatMap(([key, value]) => texts(value, `${path}.${key}`));
}

Deno.test("both languages have the same texts with the same places", () => {
  const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  const english = new Map(texts(en));
  for (const [path, text] of texts(fr)) assert.deepEqual(places(english.get(path) ?? ""), places(text), path);
  assert.equal(english.size, texts(fr).length);
});

Deno.test("places are filled by name, and one without a value stays", () => {
  assert.equal(fill("{a} of {b}", { a: 1 }), "1 of {b}");
});
