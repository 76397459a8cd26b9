/** Everything that a browser may fetch and keep: static files and the bundle of the islands. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { StaticStore } from "fresh";
import { BUILT_PREFIX, type Bundle, bundleIslands } from "./fresh/bundle.ts";
import { type IslandExport, listFiles, loadIslands } from "./fresh/load.ts";
import type { IslandScripts } from "./fresh/render.ts";

/** Absolute path of the project. */
export const ROOT = join(import.meta.dirname ?? "", "..");

/** What the server serves besides pages. */
export interface Assets {
  readonly scripts: IslandScripts;
  readonly store: StaticStore;
  /** Changes when anything does that a browser keeps; in development, at every start. */
  readonly build: string;
}

/** The bundle as `deno task build` leaves it. */
export interface Manifest {
  /** Hash of every file that went in. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly entry: string;
  readonly preloads: Readonly<Record<string, readonly string[]>>;
}

/** Where the bundle is kept. */
export const BUILT_FOLDER = join(ROOT, "static/_built");
/** Packages change only with this file. */
const LOCK_FILE = "deno.lock";

/** Reads the static files and takes the finished bundle if it is fresh, else makes one. */
export async function loadAssets(options: { dev: boolean }): Promise<Assets> {
  const islands = await loadIslands(ROOT);
  const bundle = (options.dev ? null : await readBundle(islands)) ?? await makeBundle(islands, options);
  return await toAssets(bundle, options);
}

/** Pages without islands, for tests of routes. */
export async function assetsWithoutScripts(): Promise<Assets> {
  return await toAssets({ scripts: { entry: null, preloads: new Map() }, files: new Map(), inputs: [] }, {
    dev: false,
  });
}

/** Bundles the islands. */
export async function makeBundle(islands: readonly IslandExport[], options: { dev: boolean }): Promise<Bundle> {
  return await bundleIslands({ root: ROOT, islands, minify: !options.dev });
}

async function toAssets(bundle: Bundle, options: { dev: boolean }): Promise<Assets> {
  const store = await StaticStore.read(join(ROOT, "static"));
  for (const [address, bytes] of bundle.files) store.add(address, bytes, true);
  const start = options.dev ? crypto.randomUUID() : "";
  return { scripts: bundle.scripts, store, build: store.seal(start) };
}

/** The bundle on the disk; null when there is none, when an island is missing, or when a file that went in has changed. */
export async function readBundle(
  islands: readonly IslandExport[],
  folder: string = BUILT_FOLDER,
): Promise<Bundle | null> {
  const manifest = await readManifest(folder);
  if (manifest === null || !islands.every(({ id }) => id in manifest.preloads) || !await isFresh(manifest)) return null;
  const names = (await listFiles(folder)).filter((name) => name.endsWith(".js"));
  const files = await Promise.all(
    names.map(async (name) => [BUILT_PREFIX + name, await Deno.readFile(join(folder, name))] as const),
  );
  return {
    scripts: { entry: manifest.entry, preloads: new Map(Object.entries(manifest.preloads)) },
    files: new Map(files),
    inputs: Object.keys(manifest.inputs),
  };
}

/** Writes the bundle, in place of the one before. */
export async function writeBundle(bundle: Bundle, folder: string = BUILT_FOLDER): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const name of await listFiles(folder)) await Deno.remove(join(folder, name));
  for (const [address, bytes] of bundle.files) {
    await Deno.writeFile(join(folder, address.slice(BUILT_PREFIX.length)), bytes);
  }
  const manifest: Manifest = {
    inputs: await hashesOf([...bundle.inputs, LOCK_FILE]),
    entry: bundle.scripts.entry ?? "",
    preloads: Object.fromEntries(bundle.scripts.preloads),
  };
  await Deno.writeTextFile(join(folder, "manifest.json"), JSON.stringify(manifest, null, 2));
}

async function readManifest(folder: string): Promise<Manifest | null> {
  try {
    return JSON.parse(await Deno.readTextFile(join(folder, "manifest.json"))) as Manifest;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function isFresh(manifest: Manifest): Promise<boolean> {
  const now = await hashesOf(Object.keys(manifest.inputs));
  return Object.entries(manifest.inputs).every(([file, hash]) => now[file] === hash);
}

async function hashesOf(files: readonly string[]): Promise<Record<string, string>> {
  const hashes = files.map(async (file) => [file, await hashOf(join(ROOT, file))] as const);
  return Object.fromEntries(await Promise.all(hashes));
}

async function hashOf(path: string): Promise<string> {
  try {
    return createHash("sha256").update(await Deno.readFile(path)).digest("hex");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "absent";
    throw error;
  }
}
