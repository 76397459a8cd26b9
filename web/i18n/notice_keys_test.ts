/** Whatever the house tells its users has a text in every language: the keys are read from the sources. */
import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { en } from "./en.ts";
import { fr } from "./fr.ts";

const ROOT = join(import.meta.dirname!, "../..");
const ROOMS = ["actors", "web"];
/** The function that all strategies publish by: its callers name the key. */
const NOTIFY = "actors/active_strategy/notify.ts";

function* sources(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory && name !== "runtime") yield* sources(path);
    else if (/\.tsx?$/.test(name) && !/_test\.tsx?$/.test(name)) yield path;
  }
}

/** What stands between the parentheses that open at `start`. */
function argumentsAt(code: string, start: number): string {
  let depth = 0;
  for (let at = start; at < code.length; at++) {
    if (code[at] === "(") depth++;
    if (code[at] === ")" && --depth === 0) return code.slice(start + 1, at);
  }
  throw new Error(`no end of the parenthesis at ${start}`);
}

/** The arguments of a call, parted at the commas that are in no bracket. */
function parted(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const char of text) {
    if ("([{".includes(char)) depth++;
    if (")]}".includes(char)) depth--;
    if (char === "," && depth === 0) parts.push("");
    else parts.push(parts.pop() + char);
  }
  return parts.map((part) => part.trim());
}

/** The texts that an expression may be: its literals, or those of the constant that it names. */
function literalsOf(expression: string, code: string): string[] {
  const constant = /^\w+$/.test(expression) ? new RegExp(`const ${expression} = ([^;]+);`).exec(code)?.[1] : expression;
  return [...(constant ?? "").matchAll(/(?:^|[?:]\s*)"([^"]+)"/g)].map(([, text]) => text!);
}

/** The expression of every key that a source tells a notice by. */
function keyExpressions(file: string, code: string): string[] {
  const notified = [...code.matchAll(/(?<!function )\bnotify\(/g)]
    .map(({ index }) => parted(argumentsAt(code, code.indexOf("(", index)))[3] ?? "");
  if (file === NOTIFY) return notified;
  const published = [...code.matchAll(/\bpublish\((?=\s*(?:topics\.)?notices\b)/g)]
    .map(({ index }) => argumentsAt(code, code.indexOf("(", index)))
    .map((told) => /\bkey: ([^,\n]+)/.exec(told)?.[1] ?? "");
  return [...notified, ...published];
}

Deno.test("every notice that a source tells has a text in both languages", () => {
  const keys = new Set<string>();
  for (const path of ROOMS.flatMap((room) => [...sources(join(ROOT, room))])) {
    const file = relative(ROOT, path);
    const code = Deno.readTextFileSync(path).replace(/\/\*[\s\S]*?\*\//g, "");
    for (const expression of keyExpressions(file, code)) {
      const found = literalsOf(expression, code);
      assert.ok(found.length > 0, `${file}: which notice "${expression}" is cannot be read here: name it by literals`);
      for (const key of found) {
        keys.add(key);
        for (const [language, { notice }] of Object.entries({ fr, en })) {
          assert.ok(Object.hasOwn(notice, key), `${file} tells "${key}", which has no text in ${language}`);
        }
      }
    }
  }
  assert.ok(keys.size >= 6, `only these keys were found: ${[...keys].join()}`);
});

Deno.test("keys are read from calls, conditions and constants", () => {
  const code = `
    const key = isBad ? "first_key" : "second_key";
    notify(guard, ctx, "error", key, { error });
    notify(guard, ctx, f("info", 1), a === "yes" ? "third_key" : b ? "fourth_key" : "fifth_key");
    ctx.publish(notices.key(userId), { level: "error", key: "sixth_key", parameters: { a: "b" } });
    ctx.publish(orders.key(userId), { key: "none" });`;
  assert.deepEqual(keyExpressions("x.ts", code).flatMap((expression) => literalsOf(expression, code)), [
    "first_key",
    "second_key",
    "third_key",
    "fourth_key",
    "fifth_key",
    "sixth_key",
  ]);
});
