import assert from "node:assert/strict";
import { draftOf, faultsOf, formOf, keepsKey } from "./connection_form.ts";

const OPENROUTER = { kind: "openrouter", url: null, model: "maker/small", hasKey: true, isOn: true } as const;
const OLLAMA = { kind: "ollama", url: "http://box:11434", model: "coder", hasKey: true, isOn: false } as const;

Deno.test("a form begins with what is stored, and never with a key", () => {
  assert.deepEqual(draftOf("openrouter", OPENROUTER), { url: "", key: "", model: "maker/small" });
  assert.deepEqual(draftOf("ollama", undefined), { url: "http://localhost:11434", key: "", model: "" });
});

Deno.test("a key is asked for where none is stored, and a stored one does not follow to another address", () => {
  const draft = draftOf("openrouter", OPENROUTER);
  assert.deepEqual(faultsOf("openrouter", draft, OPENROUTER, true), {});
  assert.deepEqual(faultsOf("openrouter", draft, undefined, true), { key: "keyMissing" });
  assert.deepEqual(faultsOf("openrouter", { ...draft, key: "a b c d e f" }, OPENROUTER, true), { key: "key" });
  assert.equal(keepsKey(draftOf("ollama", OLLAMA), OLLAMA), true);
  assert.equal(keepsKey({ ...draftOf("ollama", OLLAMA), url: "http://box:11434/" }, OLLAMA), true);
  assert.equal(keepsKey({ ...draftOf("ollama", OLLAMA), url: "http://elsewhere:11434" }, OLLAMA), false);
});

Deno.test("an address has no path and no password, and a model is named unless only models are asked for", () => {
  const draft = draftOf("ollama", OLLAMA);
  for (const url of ["", "box:11434", "ftp://box", "http://u:p@box", "http://box/api", "http://box?x"]) {
    assert.deepEqual(faultsOf("ollama", { ...draft, url }, OLLAMA, true), { url: "url" }, url);
  }
  assert.deepEqual(faultsOf("ollama", { ...draft, model: " " }, OLLAMA, true), { model: "model" });
  assert.deepEqual(faultsOf("ollama", { ...draft, model: " " }, OLLAMA, false), {});
});

Deno.test("what is sent has no blanks around, and no address but Ollama's", () => {
  assert.deepEqual(formOf("openrouter", { url: "x", key: " ", model: " m " }, true), {
    kind: "openrouter",
    url: null,
    model: "m",
    key: null,
    isOn: true,
  });
  assert.equal(formOf("ollama", { url: " http://box:1 ", key: "12345678", model: "m" }, false).url, "http://box:1");
});
