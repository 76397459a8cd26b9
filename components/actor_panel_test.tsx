import assert from "node:assert/strict";
import { render } from "preact-render-to-string";
import { treeReport } from "../actors/live/tree_report.ts";
import type { TreeNode } from "../actors/runtime/mod.ts";
import { textsOf } from "../web/i18n/mod.ts";
import { ActorPanel } from "./actor_panel.tsx";
import { CycleNotice } from "./cycle_notice.tsx";

const { system: texts } = textsOf("en");
const nothing = () => {};

const pool: TreeNode = {
  path: "/root",
  kind: "supervisor",
  strategy: "dynamic",
  status: "running",
  place: "local",
  mailbox: { depth: 0, capacity: 0, overflow: "reject", dropped: 0 },
  handled: 0,
  restarts: 0,
  startedMs: 0,
  children: [],
  departed: [{ id: "runner-1", reason: { kind: "crash", error: { name: "Error", message: "<boom>" } }, atMs: 1_000 }],
};

Deno.test("who ended and is in no line of the tree is told with its supervisor", () => {
  const { rows } = treeReport({ tree: pool, deadLetters: { count: 0, last: [] } }, 2_000, null);
  const html = render(
    <ActorPanel
      {...{ path: "/root", row: rows[0], rows, language: "en", texts, trace: { rows: [], seen: 0, skipped: 0 } }}
      ask={nothing}
      close={nothing}
    />,
  );
  assert.match(
    html,
    /Ended and gone.*<code>runner-1<\/code> <span class="crash">crash · .*<span class="quiet"> &lt;boom>/s,
  );
});

Deno.test("a cycle of asks is announced with everybody in it", () => {
  const cycle = { way: ["/root/a", "/root/b", "/root/a"], atMs: 1_000 };
  const html = render(<CycleNotice cycle={cycle} texts={texts} />);
  assert.match(html, /role="alert".*\/root\/a → \/root\/b → \/root\/a/);
});
