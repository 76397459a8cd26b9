/**
 * Where the secret keys come from: `SECRET_KEY` where it is set, otherwise a file that the first start makes.
 *
 * The file holds a key a line, the current one first, and only its owner may read it. It is always replaced as a whole: a
 * crash at any moment leaves the old one or the new one.
 */
import { dirname, join } from "node:path";
import { newKeyText, parseSecretKeys, type SecretKeys } from "./secret_key.ts";

/** Only its owner reads and writes it. */
const MODE = 0o600;
const OTHERS = 0o077;

/** Where secret keys may come from. */
export interface KeySource {
  /** What `SECRET_KEY` says; undefined or empty = the file is used. */
  readonly text?: string | undefined;
  /** The directory of the file; it is made where there is none. */
  readonly dataDir: string;
}

/** Path of the key file in a data directory. */
export function keyFilePath(dataDir: string): string {
  return join(dataDir, "secret.key");
}

/**
 * The secret keys. Without `text` they are those of the file, which is made where there is none; of several starts at
 * once, all get the same.
 * @throws {Error} naming the source, when it holds no proper key or when others than its owner can read the file.
 */
export async function loadSecretKeys({ text, dataDir }: KeySource): Promise<SecretKeys> {
  if (text !== undefined && text.trim() !== "") return parseSecretKeys(text, "SECRET_KEY");
  const path = keyFilePath(dataDir);
  const kept = await readIfThere(path) ?? await makeFile(path);
  return parseSecretKeys(kept, path);
}

/**
 * Puts a new key before those of the file, which is from then on the current one.
 * @throws {Error} when there is no such file, or others can read it.
 */
export async function addSecretKey(path: string): Promise<SecretKeys> {
  return await replace(path, [newKeyText(), ...await linesOf(path)]);
}

/**
 * Takes all keys but the current one out of the file. What is still sealed with them can then never be opened again.
 * @throws {Error} when there is no such file, or others can read it.
 */
export async function dropOlderKeys(path: string): Promise<SecretKeys> {
  return await replace(path, (await linesOf(path)).slice(0, 1));
}

async function linesOf(path: string): Promise<string[]> {
  const text = await readIfThere(path);
  if (text === undefined) throw new Error(`Cannot rotate the secret key: there is no file ${path}`);
  return text.split(/\s+/).filter((line) => line !== "");
}

async function replace(path: string, lines: readonly string[]): Promise<SecretKeys> {
  const text = lines.map((line) => `${line}\n`).join("");
  const keys = parseSecretKeys(text, path);
  const unfinished = await writeBeside(path, text);
  await Deno.rename(unfinished, path);
  await syncDirectory(path);
  return keys;
}

/** Makes the file and answers with what it holds: ours, or that of a start that was faster. */
async function makeFile(path: string): Promise<string> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const unfinished = await writeBeside(path, `${newKeyText()}\n`);
  try {
    await Deno.link(unfinished, path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  } finally {
    await Deno.remove(unfinished);
  }
  await syncDirectory(path);
  return await readIfThere(path) ?? refuse(path, "was removed while it was made");
}

async function writeBeside(path: string, text: string): Promise<string> {
  const unfinished = `${path}.${crypto.randomUUID()}`;
  using file = await Deno.open(unfinished, { write: true, createNew: true, mode: MODE });
  await file.write(new TextEncoder().encode(text));
  await file.sync();
  return unfinished;
}

/** Without it a power cut may forget the name of a file that is on disk. Windows has no such call. */
async function syncDirectory(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using directory = await Deno.open(dirname(path));
  await directory.sync();
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    using file = await Deno.open(path);
    const { mode, isFile } = await file.stat();
    if (!isFile) refuse(path, "is no file");
    if (mode !== null && (mode & OTHERS) !== 0) {
      refuse(
        path,
        `has mode 0${(mode & 0o777).toString(8)}, so that others can read it, expected 0${MODE.toString(8)}`,
      );
    }
    return await new Response(file.readable).text();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function refuse(path: string, found: string): never {
  throw new Error(`Cannot use the key file ${path}: it ${found}`);
}
