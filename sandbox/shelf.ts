/** Bundled programs on the disk: one that is still fresh is taken again, one that was tampered with is not. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { type Bundle, nameOf, type Program, rootText } from "./bundle.ts";
import { ROOT } from "./root.ts";

/** What else a bundle depends on: the packages, and how it is made. */
const BESIDES = ["deno.lock", "sandbox/take_away.ts", "sandbox/bundle_main.ts"];

const manifest = z.object({
  /** Hash of every file that went in. */
  inputs: z.record(z.string(), z.string()),
  /** Hash of the text. */
  text: z.string(),
});

/** The path of the program's text in `folder`; null when it is not there, no longer fresh, or not what was put there. */
export async function findOnShelf(folder: string, program: Program): Promise<string | null> {
  const found = await readIfThere(manifestPath(folder, program));
  if (found === null) return null;
  const { inputs, text } = manifest.parse(JSON.parse(new TextDecoder().decode(found)));
  const path = textPath(folder, program, text);
  const bytes = await readIfThere(path);
  if (bytes === null || hashOf(bytes) !== text || !await isFresh(inputs)) return null;
  return path;
}

/** Says that a program is in use, so that it is not tidied away. */
export async function keepOnShelf(folder: string, program: Program, path: string): Promise<void> {
  const now = new Date();
  await Deno.utime(path, now, now);
  await Deno.utime(manifestPath(folder, program), now, now);
}

/** Puts a bundle there, for every process that may read files of this `mode`; answers the path of its text. */
export async function putOnShelf(folder: string, program: Program, bundle: Bundle, mode = 0o600): Promise<string> {
  const bytes = new TextEncoder().encode(bundle.text);
  const text = hashOf(bytes);
  const path = textPath(folder, program, text);
  await replaceFile(path, bytes, mode);
  const inputs = await hashesOf([...bundle.inputs, ...BESIDES]);
  await replaceFile(manifestPath(folder, program), new TextEncoder().encode(JSON.stringify({ inputs, text })), mode);
  return path;
}

function manifestPath(folder: string, program: Program): string {
  const key = hashOf(new TextEncoder().encode(`${ROOT}\n${rootText(program)}`));
  return join(folder, `${nameOf(program)}-${key.slice(0, 16)}.json`);
}

/** Named after its content, so that a process that is just being started never meets another's. */
function textPath(folder: string, program: Program, hash: string): string {
  return join(folder, `${nameOf(program)}-${hash.slice(0, 16)}.mjs`);
}

/** Whole or not at all, also while others read it. */
async function replaceFile(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  const beside = `${path}.${crypto.randomUUID()}`;
  await Deno.writeFile(beside, bytes, { createNew: true, mode });
  await Deno.rename(beside, path);
}

async function isFresh(inputs: Readonly<Record<string, string>>): Promise<boolean> {
  const now = await hashesOf(Object.keys(inputs));
  return Object.entries(inputs).every(([file, hash]) => now[file] === hash);
}

async function hashesOf(files: readonly string[]): Promise<Record<string, string>> {
  const hashes = files.map(async (file) => {
    const bytes = await readIfThere(join(ROOT, file));
    return [file, bytes === null ? "absent" : hashOf(bytes)] as const;
  });
  return Object.fromEntries(await Promise.all(hashes));
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
