/** Static files: read into memory at start, served with an entity tag, and for a year under their version. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { setBuildId, VERSION_PARAMETER } from "./build_id.ts";
import { listFiles } from "./load.ts";
import type { Middleware } from "./types.ts";

interface StaticFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
  /** Its name carries its hash: it never changes. */
  readonly hashed: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  map: "application/json; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  ico: "image/x-icon",
  webmanifest: "application/manifest+json",
  txt: "text/plain; charset=utf-8",
};
const YEAR = "public, max-age=31536000, immutable";

/** All static files of an application, by their address. */
export class StaticStore {
  readonly #files = new Map<string, StaticFile>();

  /** Reads every file below `folder`; its folder `_built` is left to {@linkcode StaticStore.add}. */
  static async read(folder: string): Promise<StaticStore> {
    const store = new StaticStore();
    for (const file of await listFiles(folder)) {
      if (!file.startsWith("_built/")) store.add(`/${file}`, await Deno.readFile(join(folder, file)), false);
    }
    return store;
  }

  /** Adds one file. `hashed`: its name changes with its content. */
  add(address: string, bytes: Uint8Array<ArrayBuffer>, hashed: boolean): void {
    const type = TYPES[address.slice(address.lastIndexOf(".") + 1)] ?? "application/octet-stream";
    this.#files.set(address, { bytes, type, etag: `"${hashOf([bytes])}"`, hashed });
  }

  /** A hash of all files (and of `salt`), which becomes the version that `asset()` adds. */
  seal(salt = ""): string {
    const entries = [...this.#files].sort(([a], [b]) => a < b ? -1 : 1);
    const id = hashOf([salt, ...entries.map(([address, file]) => address + file.etag)]);
    setBuildId(id);
    this.#buildId = id;
    return id;
  }
  #buildId = "";

  /** The answer to a request for a static file; undefined when there is none at this address. */
  answer(request: Request): Response | undefined {
    const url = new URL(request.url);
    const file = this.#files.get(url.pathname);
    if (file === undefined || (request.method !== "GET" && request.method !== "HEAD")) return undefined;
    const forever = file.hashed || url.searchParams.get(VERSION_PARAMETER) === this.#buildId;
    const headers = { "content-type": file.type, etag: file.etag, "cache-control": forever ? YEAR : "no-cache" };
    if (request.headers.get("if-none-match") === file.etag) return new Response(null, { status: 304, headers });
    const body = request.method === "HEAD" ? null : file.bytes;
    return new Response(body, { headers: { ...headers, "content-length": `${file.bytes.length}` } });
  }
}

/** Middleware: answers what the store has, and passes on the rest. */
export function staticFiles<State>(store: StaticStore): Middleware<State> {
  return (ctx) => store.answer(ctx.req) ?? ctx.next();
}

function hashOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex").slice(0, 16);
}
