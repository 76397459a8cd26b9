/** A folder for bundled programs that nobody else on this machine can write into. */
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Days after which a program that no platform has started since is removed. */
const KEPT_DAYS = 7;
const DAY_MS = 86_400_000;

/**
 * Makes the folder, or takes the one that is there if it is this user's alone. Where somebody else has taken its name,
 * a new one with a name that nobody can guess.
 */
export async function ownFolder(parent: string = tmpdir()): Promise<string> {
  const uid = Deno.build.os === "windows" ? null : Deno.uid();
  const path = join(parent, `aristobot-sandbox-${uid ?? "own"}`);
  try {
    await Deno.mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
  return await isOwn(path, uid) ? path : await Deno.makeTempDir({ dir: parent, prefix: "aristobot-sandbox-" });
}

/** A real folder of this user's, which nobody else may enter. */
async function isOwn(path: string, uid: number | null): Promise<boolean> {
  const found = await Deno.lstat(path);
  if (!found.isDirectory) return false;
  return uid === null || (found.uid === uid && ((found.mode ?? 0o777) & 0o077) === 0);
}

/** Removes what has lain there unused for long; `nowMs` in UTC ms. */
export async function tidy(folder: string, nowMs: number): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    const path = join(folder, name);
    const usedMs = await lastUsed(path);
    if (usedMs !== null && nowMs - usedMs > KEPT_DAYS * DAY_MS) await removeIfThere(path);
  }
}

async function lastUsed(path: string): Promise<number | null> {
  try {
    return (await Deno.lstat(path)).mtime?.getTime() ?? null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null; // another process tidies too
    throw error;
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
