/** Runs the bench of node-binance-api in a process of its own, with the packages that only it needs. */
import { z } from "zod";
import type { Rates } from "./rates.ts";

const CONFIG = new URL("../peers/deno.json", import.meta.url);
/** The first run fetches the packages. */
const LIMIT_MS = 180_000;
const rates = z.tuple([z.number(), z.number()]);

/** What it reached, or why it does not run. */
export async function benchNodeBinanceApi(): Promise<Rates | string> {
  const { code, signal, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--config", CONFIG.pathname, new URL("node_binance_api.ts", CONFIG).href],
    env: { NO_COLOR: "1" },
    signal: AbortSignal.timeout(LIMIT_MS),
  }).output();
  const decoder = new TextDecoder();
  const last = decoder.decode(stdout).trimEnd().split("\n").at(-1) ?? "";
  if (code === 0 && last.startsWith("[")) return rates.parse(JSON.parse(last));
  const said = decoder.decode(stderr).trim().split("\n");
  const why = said.find((line) => /error/i.test(line)) ?? said.at(-1);
  return `does not run on Deno: ${signal ?? `code ${code}`}, ${why || "and said nothing"}`;
}
