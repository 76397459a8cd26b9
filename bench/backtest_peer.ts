/** Runs grademark in a process of its own, with the packages that only it needs. */
import { z } from "zod";

const CONFIG = new URL("peers/deno.json", import.meta.url);
/** The first run fetches the packages. */
const LIMIT_MS = 180_000;

/** Million candles a second, or why it does not run. */
export async function benchGrademark(): Promise<number | string> {
  const { code, signal, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", CONFIG.pathname, new URL("grademark.ts", CONFIG).href],
    env: { NO_COLOR: "1" },
    signal: AbortSignal.timeout(LIMIT_MS),
  }).output();
  const decoder = new TextDecoder();
  const last = decoder.decode(stdout).trimEnd().split("\n").at(-1) ?? "";
  if (code === 0) return z.number().parse(JSON.parse(last));
  const said = decoder.decode(stderr).trim().split("\n");
  const why = said.find((line) => /error/i.test(line)) ?? said.at(-1);
  return `does not run on Deno: ${signal ?? `code ${code}`}, ${why || "and said nothing"}`;
}
