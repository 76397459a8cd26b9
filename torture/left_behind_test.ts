import assert from "node:assert/strict";
import { processesBelow, stillRuns } from "./left_behind.ts";
import { until } from "./waiting.ts";

Deno.test({
  name: "processes below one are found with those below them, and are gone when they have ended",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const child = new Deno.Command("sh", { args: ["-c", "sleep 60 & wait"], stdin: "null" }).spawn();
    try {
      await until("the shell's own child", 30_000, async () => (await processesBelow(child.pid)).length === 1);
      const [grandchild] = await processesBelow(child.pid);
      assert.ok((await processesBelow(Deno.pid)).some(({ pid }) => pid === grandchild!.pid));
      assert.equal(await stillRuns(grandchild!), true);
      assert.equal(await stillRuns({ ...grandchild!, began: "0" }), false);
      Deno.kill(grandchild!.pid, "SIGKILL");
      await until("the end of it", 30_000, async () => !await stillRuns(grandchild!));
    } finally {
      await child.status;
    }
    assert.deepEqual(await processesBelow(child.pid), []);
  },
});
