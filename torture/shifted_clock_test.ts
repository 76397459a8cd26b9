import assert from "node:assert/strict";
import { ShiftedClock } from "./shifted_clock.ts";

const HOUR_MS = 3_600_000;
/** Prints both clocks whenever a line comes. */
const PROGRAM = `
for await (const _ of Deno.stdin.readable) {
  const worker = new Worker(URL.createObjectURL(new Blob(["postMessage(Date.now())"])), { type: "module" });
  const inWorker = await new Promise((resolve) => worker.onmessage = ({ data }) => resolve(data));
  worker.terminate();
  console.log(JSON.stringify([Date.now(), inWorker, performance.now()]));
}`;

Deno.test({
  name: "a process's time of day is set off and back while it runs, in its workers too, and its other clocks run on",
  ignore: Deno.build.os !== "linux" || !hasCompiler(),
  fn: async () => {
    await using clock = await ShiftedClock.make();
    const command = new Deno.Command(Deno.execPath(), {
      args: ["eval", PROGRAM],
      env: clock.env,
      stdin: "piped",
      stdout: "piped",
    });
    const child = command.spawn();
    const input = child.stdin.getWriter();
    const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const look = async (): Promise<[number, number, number]> => {
      await input.write(new TextEncoder().encode("\n"));
      return JSON.parse((await lines.read()).value!);
    };
    let elapsedMs = 0;
    for (const shiftMs of [0, 2 * HOUR_MS, -3 * HOUR_MS, 1_500, 0]) {
      clock.set(shiftMs);
      const fromMs = Date.now() + shiftMs;
      const [now, inWorker, elapsed] = await look();
      const toMs = Date.now() + shiftMs;
      for (const one of [now, inWorker]) assert.ok(one >= fromMs - 1 && one <= toMs + 1, `${one - fromMs} ms off`);
      assert.ok(elapsed > elapsedMs && elapsed < elapsedMs + HOUR_MS / 2);
      elapsedMs = elapsed;
    }
    await input.close();
    await lines.cancel();
    assert.ok((await child.status).success);
  },
});

function hasCompiler(): boolean {
  try {
    return new Deno.Command("cc", { args: ["--version"] }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
