/**
 * Bundles the program whose root module is given as text, and prints what came out as JSON. A process of its
 * own, so that neither the bundler's weight nor its helper process stays with who asks.
 */
import * as esbuild from "esbuild";
import { fileURLToPath } from "node:url";
import { ROOT } from "./root.ts";
import { HELD_NAMES, TAKE_AWAY } from "./take_away.ts";

/** Addresses of files are names of modules. What is imported by a call while the program runs finds nothing then. */
const addresses: esbuild.Plugin = {
  name: "addresses",
  setup(build) {
    build.onResolve({ filter: /^/ }, ({ kind, path }) => kind === "dynamic-import" ? { path, external: true } : null);
    build.onResolve({ filter: /^file:/ }, ({ path }) => ({ path: fileURLToPath(path) }));
  },
};

/** Errors in English: the other languages of zod are a third of a program's text. */
const oneLanguage: esbuild.Plugin = {
  name: "one language",
  setup: (build) =>
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    })),
};

const [contents = ""] = Deno.args;
const { outputFiles, metafile } = await esbuild.build({
  stdin: { contents, resolveDir: ROOT },
  absWorkingDir: ROOT,
  bundle: true,
  write: false,
  metafile: true,
  format: "esm",
  platform: "neutral",
  mainFields: ["module", "main"],
  external: ["node:*"],
  target: "esnext",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  logLevel: "silent",
  banner: { js: TAKE_AWAY },
  define: HELD_NAMES,
  plugins: [addresses, oneLanguage],
});
const inputs = Object.keys(metafile.inputs).filter((file) => !file.includes("node_modules/") && file !== "<stdin>");
console.log(JSON.stringify({ text: outputFiles[0]!.text, inputs }));
await esbuild.stop();
