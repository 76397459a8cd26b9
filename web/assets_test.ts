import assert from "node:assert/strict";
import { join } from "node:path";
import { makeBundle, readBundle, ROOT, writeBundle } from "./assets.ts";
import { loadIslands } from "./fresh/load.ts";

const gzipped = async (bytes: Uint8Array<ArrayBuffer>) => {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).arrayBuffer()).byteLength;
};

Deno.test("the bundle holds every island, loads the chart only where it is shown, and stays small", async () => {
  const islands = await loadIslands(ROOT);
  const bundle = await makeBundle(islands, { dev: false });
  const text = (address: string) => new TextDecoder().decode(bundle.files.get(address));
  for (const { id } of islands) assert.ok((bundle.scripts.preloads.get(id)?.length ?? 0) > 0, id);
  const entry = bundle.scripts.entry ?? "";
  assert.doesNotMatch(text(entry), /TradingView|esbuild|preact-render-to-string/i);
  const everywhere = new Set([entry, ...bundle.scripts.preloads.get("status_bar") ?? []]);
  const onChartPages = new Set([...everywhere, ...bundle.scripts.preloads.get("candle_chart") ?? []]);
  const size = async (addresses: Iterable<string>) => {
    let sum = 0;
    for (const address of addresses) sum += await gzipped(bundle.files.get(address) ?? assert.fail(address));
    return sum / 1024;
  };
  // two thirds of it are the texts of all pages in both languages
  assert.ok(await size(everywhere) < 75, `${await size(everywhere)} kB on every page`);
  assert.ok(await size(onChartPages) < 140, `${await size(onChartPages)} kB with the chart`);
  for (const address of bundle.files.keys()) assert.match(address, /^\/_built\/[\w-]+-[A-Z0-9]{8}\.js$/);
  assert.ok(bundle.inputs.includes("islands/candle_chart.tsx"));
  assert.equal(bundle.inputs.some((input) => input.startsWith("db/") || input.includes(".actor.")), false);
});

Deno.test("a written bundle is taken while nothing that went in has changed", async () => {
  const folder = await Deno.makeTempDir();
  const islands = await loadIslands(ROOT);
  try {
    assert.equal(await readBundle(islands, folder), null);
    const bundle = await makeBundle(islands, { dev: false });
    await writeBundle(bundle, folder);
    const read = await readBundle(islands, folder);
    assert.deepEqual([...read?.files.keys() ?? []].sort(), [...bundle.files.keys()].sort());
    assert.equal(read?.scripts.entry, bundle.scripts.entry);
    const added = { id: "new_island", file: "islands/new_island.tsx", exportName: "default" };
    assert.equal(await readBundle([...islands, added], folder), null);
    const manifest = join(folder, "manifest.json");
    const written = await Deno.readTextFile(manifest);
    await Deno.writeTextFile(manifest, written.replace(/("islands\/toasts.tsx": ")\w/, "$1x"));
    assert.equal(await readBundle(islands, folder), null);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
