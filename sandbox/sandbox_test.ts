/** Contained programs: what is left to them, what they may take, and the files they start from. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { bundle } from "./bundle.ts";
import { spawnSandboxed } from "./command.ts";
import { ownFolder, tidy } from "./folder.ts";
import { hasEnded, isTooLarge } from "./limits.ts";
import { buildProgram, programFile } from "./program.ts";
import { findOnShelf, putOnShelf } from "./shelf.ts";

const LIMITS = { heapMiB: 64, memoryMiB: 160, nice: 5 };
const addressOf = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);

/** Runs JavaScript as a contained program. */
async function ran(code: string, args: string[] = []) {
  const child = await spawnSandboxed(code, LIMITS, { args });
  await child.stdin.close();
  const { stdout, stderr, success } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { success, out: text(stdout), error: text(stderr) };
}

Deno.test("a program keeps what it says itself; a module that it loads has neither that nor anything that reaches out", async () => {
  const taken = [
    "Deno",
    "console",
    "process",
    "fetch",
    "Worker",
    "WebSocket",
    "WebAssembly",
    "localStorage",
    "navigator",
  ];
  const later = `export const left = ${JSON.stringify(taken)}.filter((name) => name in globalThis);
    export const made = typeof URL.createObjectURL;`;
  const { out } = await ran(
    `
    const later = URL.createObjectURL(new Blob([${JSON.stringify(later)}], { type: "text/javascript" }));
    const { left, made } = await import(later);
    console.log(JSON.stringify([left, made, typeof Deno.version.deno, Deno.args]));`,
    ["given"],
  );
  assert.deepEqual(JSON.parse(out), [[], "undefined", "string", ["given"]]);
});

Deno.test("a program has no permission, and imports nothing once it runs", async () => {
  const { out } = await ran(`
    const named = ["node:fs", "npm:zod", "zod", import.meta.url, "data:text/javascript,1"].map((name) => () => import(name));
    const tries = [() => Deno.readTextFileSync("/etc/hostname"), () => Deno.env.toObject(), ...named];
    for (const attempt of tries) {
      try { await attempt(); console.log("done"); } catch (error) { console.log(error.message); }
    }`);
  const lines = out.split("\n");
  assert.match(lines[0]!, /Requires read access/);
  assert.match(lines[1]!, /Requires env access/);
  for (const line of lines.slice(2)) assert.match(line, /there is nothing to import here/);
  assert.equal(lines.length, 7);
});

Deno.test("buffers beyond the cap are refused at once, a heap beyond its own ends the process", async () => {
  const buffers = await ran(`
    let held = 0; const all = [];
    try { for (;;) { all.push(new Uint8Array(16 * 1_048_576).fill(1)); held += 16; } }
    catch (error) { all.length = 0; console.log(held, error.name, error.message); }`);
  assert.match(buffers.out, /^\d+ RangeError Array buffer allocation failed$/);
  assert.ok(Number(buffers.out.split(" ")[0]) <= LIMITS.memoryMiB + 64, buffers.out);
  const heap = await ran("const all = []; for (;;) all.push(new Array(1e5).fill(Math.random()));");
  assert.ok(!heap.success);
  assert.match(heap.error, /out of memory/);
});

Deno.test("a look at a process says whether it holds more than it may, and nothing of one that has ended", async () => {
  const child = await spawnSandboxed("console.log('up'); await new Response(Deno.stdin.readable).text();", LIMITS);
  const output = child.stdout.getReader();
  await output.read();
  assert.equal(await isTooLarge(child.pid, LIMITS), false);
  if (Deno.build.os === "linux") assert.equal(await isTooLarge(child.pid, { ...LIMITS, memoryMiB: 1 }), true);
  await child.stdin.close();
  await Promise.all([output.cancel(), child.stderr.cancel()]);
  await child.status;
  assert.equal(await isTooLarge(child.pid, { ...LIMITS, memoryMiB: 0 }), false);
});

Deno.test("a program is bundled once, however many ask for it at once", async () => {
  const program = `import ${addressOf("./root.ts")}; console.log("once");`;
  const files = await Promise.all(Array.from({ length: 20 }, () => programFile(program)));
  assert.equal(new Set(files).size, 1);
  await Deno.remove(files[0]!); // a temporary folder that was swept
  assert.equal(await programFile(program), files[0]);
  assert.equal((await ran(program)).out, "once");
});

Deno.test("a program that was built beforehand is found as long as nothing that went in has changed", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = await buildProgram(new URL("./root.ts", import.meta.url), join(folder, "built"));
    assert.equal(await findOnShelf(join(folder, "built"), new URL("./root.ts", import.meta.url)), path);
    assert.equal((await names(join(folder, "built"))).length, 2);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("what cannot be bundled is told in the bundler's words", async () => {
  await assert.rejects(bundle(new URL("./nowhere.ts", import.meta.url)), /Cannot bundle nowhere: .*nowhere\.ts/s);
  await assert.rejects(bundle("const = 1;"), /Cannot bundle program: .*Expected identifier/s);
});

Deno.test("on the shelf, what was tampered with or what has become old is not taken", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const program = "console.log(1);";
    const made = { text: "console.log(1);", inputs: ["sandbox/root.ts"] };
    assert.equal(await findOnShelf(folder, program), null);
    const path = await putOnShelf(folder, program, made);
    assert.equal(await findOnShelf(folder, program), path);
    assert.equal(await findOnShelf(folder, "console.log(2);"), null);
    await Deno.writeTextFile(path, "console.log('other');");
    assert.equal(await findOnShelf(folder, program), null);
    await putOnShelf(folder, program, { ...made, inputs: ["sandbox/nowhere.ts"] });
    assert.notEqual(await findOnShelf(folder, program), null); // absent then and now
    const [manifest] = (await names(folder)).filter((name) => name.endsWith(".json"));
    const read = JSON.parse(await Deno.readTextFile(join(folder, manifest!)));
    read.inputs["sandbox/root.ts"] = "another hash";
    await Deno.writeTextFile(join(folder, manifest!), JSON.stringify(read));
    assert.equal(await findOnShelf(folder, program), null);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the folder is this user's alone; where its name is taken by another's, one that nobody can guess", async () => {
  const parent = await Deno.makeTempDir();
  try {
    const own = await ownFolder(parent);
    assert.equal(await ownFolder(parent), own);
    if (Deno.build.os === "windows") return;
    assert.equal((await Deno.lstat(own)).mode! & 0o777, 0o700);
    await Deno.chmod(own, 0o755);
    assert.notEqual(await ownFolder(parent), own);
    await Deno.remove(own);
    await Deno.symlink(parent, own);
    const other = await ownFolder(parent);
    assert.notEqual(other, own);
    assert.equal((await Deno.lstat(other)).mode! & 0o777, 0o700);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
});

Deno.test("what lay there unused for a week is removed", async () => {
  const folder = await Deno.makeTempDir();
  const now = Date.now();
  await Deno.writeTextFile(join(folder, "old"), "");
  await Deno.writeTextFile(join(folder, "new"), "");
  await Deno.utime(join(folder, "old"), new Date(now - 8 * 86_400_000), new Date(now - 8 * 86_400_000));
  await tidy(folder, now);
  assert.deepEqual(await names(folder), ["new"]);
  await Deno.remove(folder, { recursive: true });
});

async function names(folder: string): Promise<string[]> {
  const found = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  return found.toSorted();
}

Deno.test({
  name: "a process that ends while its memory is read has ended, and any other error is none of it",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const child = new Deno.Command("cat", { stdin: "piped", stdout: "null" }).spawn();
    using statm = await Deno.open(`/proc/${child.pid}/statm`);
    await child.stdin.close();
    await child.status;
    const error = await statm.read(new Uint8Array(64)).then(() => null, (error: unknown) => error);
    assert.ok(error instanceof Error && !(error instanceof Deno.errors.NotFound), String(error));
    assert.ok(hasEnded(error), error.message);
    assert.ok(!hasEnded(new Error("Too many open files (os error 24)")));
  },
});
