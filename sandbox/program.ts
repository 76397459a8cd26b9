/** From a program to the file that its processes start: bundled once, for however many of them. */
import { join } from "node:path";
import { bundle, type Program, rootText } from "./bundle.ts";
import { ownFolder, tidy } from "./folder.ts";
import { ROOT } from "./root.ts";
import { findOnShelf, keepOnShelf, putOnShelf } from "./shelf.ts";

/** Where `deno task build` puts programs, so that nothing needs to be bundled at the start. */
export const BUILT_FOLDER = join(ROOT, "sandbox/_built");

/** Files found or being made, by the program's root. */
const files = new Map<string, Promise<string>>();

/**
 * The file of a program.
 * @throws {Error} when it cannot be bundled.
 */
export async function programFile(program: Program): Promise<string> {
  const key = rootText(program);
  const known = files.get(key);
  if (known !== undefined && await isThere(await known)) return await known;
  if (files.get(key) === known) files.set(key, makeFile(program)); // else somebody was quicker
  try {
    return await files.get(key)!;
  } catch (error) {
    files.delete(key);
    throw error;
  }
}

/** Bundles a program into `folder` for all users; it is found there as long as nothing that went in has changed. */
export async function buildProgram(program: Program, folder: string = BUILT_FOLDER): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  return await putOnShelf(folder, program, await bundle(program), 0o644);
}

async function makeFile(program: Program): Promise<string> {
  const built = await findOnShelf(BUILT_FOLDER, program);
  if (built !== null) return built;
  const folder = await ownFolder();
  const kept = await findOnShelf(folder, program);
  if (kept !== null) {
    await keepOnShelf(folder, program, kept);
    return kept;
  }
  await tidy(folder, Date.now());
  return await putOnShelf(folder, program, await bundle(program));
}

/** Temporary folders are swept now and then. */
async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
