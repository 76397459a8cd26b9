/** Bundles the islands for the browser with esbuild: one entry, one lazily loaded chunk per island file. */
import { join, relative } from "node:path";
import * as esbuild from "esbuild";
import type { IslandExport } from "./load.ts";
import type { IslandScripts } from "./render.ts";

/** Where the scripts are served. */
export const BUILT_PREFIX = "/_built/";

/** A finished bundle. */
export interface Bundle {
  readonly scripts: IslandScripts;
  /** By address. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** The files of the application that went in, relative to the root; packages are not among them. */
  readonly inputs: readonly string[];
}

/** What to bundle. */
export interface BundleOptions {
  /** Absolute path of the folder that holds `islands/` and `node_modules/`. */
  readonly root: string;
  readonly islands: readonly IslandExport[];
  readonly minify: boolean;
}

/**
 * Bundles. Ends the bundler's own process before it returns.
 * @throws {Error} esbuild's own words, when an island does not compile.
 */
export async function bundleIslands({ root, islands, minify }: BundleOptions): Promise<Bundle> {
  try {
    const result = await esbuild.build({
      stdin: { contents: entrySource(islands), resolveDir: root, sourcefile: "entry.ts", loader: "ts" },
      absWorkingDir: root,
      outdir: join(root, "static/_built"),
      entryNames: "client-[hash]",
      chunkNames: "[name]-[hash]",
      alias: { "fresh/runtime": join(import.meta.dirname ?? "", "runtime.ts") },
      bundle: true,
      splitting: true,
      format: "esm",
      target: "es2023",
      jsx: "automatic",
      jsxImportSource: "preact",
      minify,
      sourcemap: minify ? false : "inline",
      legalComments: "none",
      write: false,
      metafile: true,
      logLevel: "silent",
    });
    return toBundle(root, islands, result);
  } finally {
    await esbuild.stop();
  }
}

function entrySource(islands: readonly IslandExport[]): string {
  const client = JSON.stringify(join(import.meta.dirname ?? "", "client.ts"));
  const loaders = islands.map(({ id, file, exportName }) =>
    `${JSON.stringify(id)}: () => import(${JSON.stringify(`./${file}`)}).then((m) => m[${JSON.stringify(exportName)}])`
  );
  return `import { start } from ${client};\nstart({ ${loaders.join(",\n")} });`;
}

type Built = esbuild.BuildResult<{ metafile: true; write: false }>;

function toBundle(root: string, islands: readonly IslandExport[], result: Built): Bundle {
  const address = (output: string) => BUILT_PREFIX + output.slice(output.lastIndexOf("/") + 1);
  const outputs = Object.entries(result.metafile.outputs);
  const entry = outputs.find(([, output]) => output.entryPoint === "entry.ts")?.[0];
  if (entry === undefined) throw new Error("Cannot bundle the islands: esbuild returned no entry");
  const preloads = new Map(islands.map((island) => {
    const output = outputs.find(([, candidate]) => candidate.entryPoint === island.file);
    return [island.id, output === undefined ? [] : [output[0], ...staticImports(output[1])].map(address)];
  }));
  const files = result.outputFiles.map((file) =>
    [address(file.path), file.contents as Uint8Array<ArrayBuffer>] as const
  );
  const inputs = Object.keys(result.metafile.inputs).filter((input) =>
    !input.includes("node_modules/") && input !== "entry.ts"
  );
  return {
    scripts: { entry: address(entry), preloads },
    files: new Map(files),
    inputs: inputs.map((input) => relative(root, join(root, input))).sort(),
  };
}

function staticImports(output: Built["metafile"]["outputs"][string]): string[] {
  return output.imports.filter((imported) => imported.kind === "import-statement").map((imported) => imported.path);
}
