/**
 * Opens PGlite on a directory or in memory, as a database that keeps what it has confirmed.
 *
 * PGlite's own settings never call fsync; here every commit is on the disk before it is confirmed. A new database is made
 * beside its place and moved there when it is whole, so that a crash while it is made leaves nothing half-made.
 */
import { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

/** Major version of the engine, which its files on disk must have. */
const ENGINE_MAJOR = "18";

/** The engine's own defaults, without `-F` (no fsync), and with the one way of syncing that it can do. */
const DURABLE_START = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== "-F"),
  ...["-c", "wal_sync_method=fsync"],
];

/** Opens the database in memory, from a dumped one where there is a template. */
export async function openInMemory(template: Uint8Array | null): Promise<PGlite> {
  if (!template) return await PGlite.create({ dataDir: "memory://" });
  return await PGlite.create({ dataDir: "memory://", loadDataDir: new Blob([template.slice()]) });
}

/**
 * Opens the database in a directory; makes it where there is none. The caller holds the lock on it.
 * @throws {Error} where the directory holds something else, or the files of another version.
 */
export async function openOnDisk(directory: string): Promise<PGlite> {
  if (!existsSync(join(directory, "PG_VERSION"))) await makeCluster(directory);
  refuseOtherVersion(directory);
  return await PGlite.create({ fs: new SyncedFS(directory), startParams: DURABLE_START });
}

async function makeCluster(directory: string): Promise<void> {
  if (existsSync(directory) && readdirSync(directory).length > 0) {
    throw new Error(`Cannot make a database in "${directory}": it holds other files and no database`);
  }
  const unfinished = `${directory}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const made = await PGlite.create({ fs: new NodeFS(unfinished) });
  await made.close();
  syncTree(unfinished);
  renameSync(unfinished, directory);
  syncPath(dirname(directory));
}

function refuseOtherVersion(directory: string): void {
  const version = readFileSync(join(directory, "PG_VERSION"), "utf8").trim();
  if (version === ENGINE_MAJOR) return;
  throw new Error(
    `Cannot open the database in "${directory}": its files are of PostgreSQL ${version}, this engine is ${ENGINE_MAJOR}`,
  );
}

function syncTree(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    syncPath(join(entry.parentPath, entry.name));
  }
  syncPath(path);
}

function syncPath(path: string): void {
  const descriptor = openSync(path, "r");
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** What of the engine's file layer is patched: it has no fsync of its own and would answer "done" without doing it. */
interface NodeFileLayer {
  NODEFS: { stream_ops: { fsync?: (stream: { nfd: number }) => number } };
}

/** The directory with a real fsync, in place before the engine reads (and perhaps repairs) its first file. */
class SyncedFS extends NodeFS {
  override initialSyncFs(): Promise<void> {
    const layer = this.pg!.Module as unknown as NodeFileLayer;
    layer.NODEFS.stream_ops.fsync = (stream) => {
      fsyncSync(stream.nfd);
      return 0;
    };
    return super.initialSyncFs();
  }
}
