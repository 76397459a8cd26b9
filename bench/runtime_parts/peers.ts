/** Runs the peers' benches, each in a process of its own with the packages that only they need. */
import type { ByPlace, Results } from "./subjects.ts";

const names = ["nact", "comedy", "xstate", "comlink", "piscina"];
const config = new URL("../peers/deno.json", import.meta.url);
/** The first run fetches the packages. */
const limitMs = 90_000;

/** What the peers reached, and why those that did not run did not. */
export async function benchPeers(): Promise<{ results: ByPlace<Results>[]; failed: Record<string, string> }> {
  const results: ByPlace<Results>[] = [];
  const failed: Record<string, string> = {};
  for (const name of names) {
    try {
      results.push(await benchPeer(name));
    } catch (error) {
      failed[name] = error instanceof Error ? error.message : String(error);
    }
  }
  return { results, failed };
}

async function benchPeer(name: string): Promise<ByPlace<Results>> {
  const { code, signal, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--config", config.pathname, new URL(`${name}.ts`, config).href],
    env: { NO_COLOR: "1" },
    signal: AbortSignal.timeout(limitMs),
  }).output();
  const decoder = new TextDecoder();
  const last = decoder.decode(stdout).trimEnd().split("\n").at(-1) ?? "";
  if (code === 0 && last.startsWith("{")) return JSON.parse(last) as ByPlace<Results>;
  const said = decoder.decode(stderr).trim().split("\n");
  const why = said.find((line) => /error/i.test(line)) ?? said.at(-1);
  throw new Error(`does not run on Deno: ${signal ?? `code ${code}`}, ${why || "and said nothing"}`);
}
