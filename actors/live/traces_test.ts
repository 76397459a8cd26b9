import assert from "node:assert/strict";
import type { TraceEntry, TreeNode } from "../runtime/mod.ts";
import { type OpenTrace, Traces } from "./traces.ts";

function tree(...lives: readonly (readonly [path: string, startedMs: number])[]): TreeNode {
  const node = (path: string, startedMs: number, children: TreeNode[] = []): TreeNode => ({
    path,
    kind: children.length > 0 ? "supervisor" : "actor",
    status: "running",
    place: "local",
    mailbox: { depth: 0, capacity: 10, overflow: "reject", dropped: 0 },
    handled: 0,
    restarts: 0,
    startedMs,
    children,
  });
  return node("/root", 0, lives.map(([path, startedMs]) => node(path, startedMs)));
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("only what is newest is kept between two reports, and the rest is counted", async () => {
  const entries: TraceEntry[] = Array.from({ length: 130 }, (_, n) => ({ atMs: n, kind: "Ping", direction: "in" }));
  const traces = new Traces(
    async function* () {
      yield* entries;
    },
    new AbortController().signal,
    assert.fail,
  );
  traces.follow(new Set(["/root/a"]), tree(["/root/a", 1]));
  await turn();
  assert.deepEqual(traces.take(), [{ path: "/root/a", entries: entries.slice(30), skipped: 30 }]);
  assert.deepEqual(traces.take(), []);
});

Deno.test("an actor that began anew is followed on, one that left no more, and all end together", async () => {
  const open = new Map<number, string>();
  let opened = 0;
  const follow: OpenTrace = async function* (path, signal) {
    const number = ++opened;
    open.set(number, path);
    yield { atMs: number, kind: "Begun", direction: "in" };
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    open.delete(number);
  };
  const end = new AbortController();
  const traces = new Traces(follow, end.signal, assert.fail);
  const wanted = new Set(["/root/a", "/root/b", "/root/c"]);
  traces.follow(wanted, tree(["/root/a", 1], ["/root/b", 1], ["/root/d", 1]));
  await turn();
  assert.deepEqual([...open], [[1, "/root/a"], [2, "/root/b"]]);
  traces.follow(wanted, tree(["/root/a", 2]));
  await turn();
  assert.deepEqual([...open], [[1, "/root/a"]]);
  assert.deepEqual(traces.take().map(({ entries }) => entries.length), [1]);
  end.abort();
  await turn();
  assert.equal(open.size, 0);
});

Deno.test("an actor that cannot be followed is told of, and tried again", async () => {
  const failed: string[] = [];
  const traces = new Traces(() => assert.fail("There is no /root/a"), new AbortController().signal, (path) => {
    failed.push(path);
  });
  for (let attempt = 0; attempt < 2; attempt++) {
    traces.follow(new Set(["/root/a"]), tree(["/root/a", 1]));
    await turn();
    assert.equal(traces.size, 0);
  }
  assert.deepEqual(failed, ["/root/a", "/root/a"]);
});
