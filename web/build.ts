/** `deno task build`: bundles the islands into `static/_built`, so that the server starts without a bundler. */
import { makeBundle, ROOT, writeBundle } from "./assets.ts";
import { loadIslands } from "./fresh/load.ts";

if (import.meta.main) {
  const bundle = await makeBundle(await loadIslands(ROOT), { dev: false });
  await writeBundle(bundle);
  for (const [address, bytes] of bundle.files) {
    console.log(`${(bytes.length / 1024).toFixed(1).padStart(8)} kB  ${address}`);
  }
}
