/** Each restart type against each way to end, on a running system. */
import assert from "node:assert/strict";
import { z } from "zod";
import { type ChildSpec, defineActor, type ExitReason } from "./mod.ts";
import { moduleOf, testKit } from "./testkit.ts";

const kinds = ["normal", "shutdown", "crash", "killed", "hung", "oom"] as const;
const types = ["permanent", "transient", "temporary"] as const;

/** What a supervisor does about it: starts the child again, lets it rest, or shows it as one that failed for good. */
const table: Record<typeof types[number], Record<typeof kinds[number], "running" | "dead" | "halted">> = {
  permanent: {
    normal: "running",
    shutdown: "running",
    crash: "running",
    killed: "running",
    hung: "running",
    oom: "running",
  },
  transient: { normal: "dead", shutdown: "dead", crash: "running", killed: "running", hung: "running", oom: "running" },
  temporary: { normal: "dead", shutdown: "dead", crash: "halted", killed: "halted", hung: "halted", oom: "halted" },
};

const protocol = { EndAs: { in: z.enum(kinds) } };
const module = moduleOf(defineActor({
  protocol,
  args: z.undefined(),
  init: () => undefined,
  on: { EndAs: (_state, kind, ctx) => ctx.stop({ kind } satisfies ExitReason) },
}));

for (const restart of types) {
  for (const kind of kinds) {
    const expected = table[restart][kind];
    Deno.test(`a ${restart} child that ends as ${kind} is ${expected} afterwards`, async () => {
      await using kit = testKit();
      const child: ChildSpec = { id: "child", module, restart };
      const system = await kit.start({ strategy: "one_for_one", children: [child] });
      system.whereis("/root/child", protocol).tell("EndAs", kind);
      await kit.settle();
      const [node] = (await system.tree()).children;
      assert.equal(node?.status, expected);
      assert.equal(node?.restarts, expected === "running" ? 1 : 0);
      assert.equal(node?.lastExit?.kind, kind);
    });
  }
}
