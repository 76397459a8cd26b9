import assert from "node:assert/strict";
import { z } from "zod";
import { defineActor, supervisor, type TreeNode } from "./mod.ts";
import { moduleOf, testKit } from "./testkit.ts";

const protocol = { Crash: {}, Slow: {} };
const module = moduleOf(defineActor({
  protocol,
  args: z.undefined(),
  mailbox: { capacity: 2, overflow: "drop-old" },
  init: () => null,
  on: {
    Crash: () => {
      throw new RangeError("told to crash");
    },
    Slow: (_state, _message, ctx) => ctx.clock.sleep("1m"),
  },
}));

/** The same without the stack, which depends on where this file lies. */
function withoutStack(node: TreeNode): TreeNode {
  const { lastExit } = node;
  const { stack: _stack, ...error } = lastExit?.error ?? { name: "", message: "" };
  return {
    ...node,
    ...(lastExit === undefined ? {} : { lastExit: lastExit.error === undefined ? lastExit : { ...lastExit, error } }),
    children: node.children.map(withoutStack),
  };
}

Deno.test("the tree tells everything of everybody", async () => {
  await using kit = testKit({ nowMs: 1_000 });
  const system = await kit.start(supervisor({
    strategy: "one_for_one",
    children: [
      { id: "busy", module, place: { worker: "w" } },
      { id: "gone", module, restart: "temporary" },
      {
        id: "pool",
        restart: "temporary",
        supervisor: { strategy: "dynamic", intensity: 0, children: [{ id: "one", module }] },
      },
    ],
  }));
  await kit.advance("5s");
  await kit.crash("/root/busy");
  const busy = system.whereis("/root/busy", protocol);
  for (let n = 0; n < 4; n++) {
    busy.tell("Slow");
    await kit.settle();
  }
  await kit.crash("/root/gone", new RangeError("told to crash"));
  const none = { depth: 0, capacity: 0, overflow: "reject", dropped: 0 };
  const root = {
    kind: "supervisor",
    status: "running",
    place: "local",
    mailbox: none,
    handled: 0,
    restarts: 0,
  } as const;
  const actor = { kind: "actor", place: "local", handled: 0, children: [] } as const;
  assert.deepEqual(withoutStack(await system.tree()), {
    ...root,
    path: "/root",
    strategy: "one_for_one",
    startedMs: 1_000,
    children: [
      {
        ...actor,
        path: "/root/busy",
        status: "running",
        place: { worker: "w" },
        mailbox: { depth: 2, capacity: 2, overflow: "drop-old", dropped: 1 },
        restarts: 1,
        startedMs: 6_000,
        lastExit: { kind: "crash", error: { name: "Error", message: "crashed by the test" } },
        lastExitMs: 6_000,
      },
      {
        ...actor,
        path: "/root/gone",
        status: "halted",
        mailbox: none,
        restarts: 0,
        startedMs: 1_000,
        lastExit: { kind: "crash", error: { name: "RangeError", message: "told to crash" } },
        lastExitMs: 6_000,
      },
      {
        ...root,
        path: "/root/pool",
        strategy: "dynamic",
        startedMs: 1_000,
        children: [{
          ...actor,
          path: "/root/pool/one",
          status: "running",
          mailbox: { depth: 0, capacity: 2, overflow: "drop-old", dropped: 0 },
          restarts: 0,
          startedMs: 1_000,
        }],
      },
    ],
  });
});
