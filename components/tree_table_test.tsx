import assert from "node:assert/strict";
import { render } from "preact-render-to-string";
import type { TreeRow } from "../actors/live/tree_report.ts";
import { textsOf } from "../web/i18n/mod.ts";
import { TreeTable } from "./tree_table.tsx";

const NOON = Date.UTC(2026, 0, 2, 12);

function row(path: string, more: Partial<TreeRow> = {}): TreeRow {
  return {
    path,
    name: path.slice(path.lastIndexOf("/") + 1),
    depth: path.split("/").length - 2,
    kind: "actor",
    status: "running",
    place: "local",
    strategy: null,
    mailbox: { depth: 3, capacity: 1_000, overflow: "drop-old", dropped: 0 },
    handled: 0,
    perSecond: 0.4,
    restarts: 0,
    startedMs: 0,
    lastExit: null,
    degraded: null,
    departed: [],
    ...more,
  };
}

const ROOT = row("/root", { kind: "supervisor", strategy: "one_for_one" });

function table(...rows: TreeRow[]): string {
  const { system: texts } = textsOf("en");
  const nothing = () => {};
  return render(
    <TreeTable
      {...{ rows: [ROOT, ...rows], atMs: NOON, language: "en", texts, chosen: null }}
      choose={nothing}
      ask={nothing}
    />,
  );
}

const textOf = (html: string) => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

Deno.test("an actor's line tells its mailbox, what that does when full, and what it lost", () => {
  const full = row("/root/a", { mailbox: { depth: 900, capacity: 1_000, overflow: "conflate", dropped: 12 } });
  assert.match(textOf(table(full)), / 900 \/1,000 keeps the last 12 dropped 0\.4 /);
  assert.match(table(full), /class="depth warns"/);
  assert.match(textOf(table(row("/root/a", { mailbox: { ...full.mailbox, overflow: "shuffle" } }))), / shuffle /);
});

Deno.test("a hang, memory that ran out and a degraded host are marked; a crash is told with its words and time", () => {
  const ended = (kind: "hung" | "oom" | "crash", atMs: number) =>
    table(row("/root/a", { lastExit: { kind, message: "it <broke>", atMs } }));
  assert.match(ended("hung", NOON), /<tr class="actor severe"[\s\S]*class="exit hung"/);
  assert.match(ended("oom", NOON), /<tr class="actor severe"[\s\S]*out of memory/);
  assert.match(textOf(ended("crash", NOON - 1_000)), /crash 11:59:59 it &lt;broke> /);
  assert.match(textOf(ended("crash", NOON - 86_400_000)), /crash 2026-01-01 12:00 /);
  assert.doesNotMatch(ended("crash", NOON), /severe/);
  const degraded = table(row("/root/a", { degraded: "a fenced worker spins" }));
  assert.match(degraded, /<tr class="actor severe"[\s\S]*title="a fenced worker spins">degraded</);
});

Deno.test("what was stopped can be started and has no mailbox; the root offers nothing", () => {
  const html = table(row("/root/a", { status: "dead" }));
  assert.match(html, /aria-label="Start a"/);
  assert.doesNotMatch(html, /aria-label="Stop a"|class="mailbox"|(Stop|Start|Restart) root/);
});
