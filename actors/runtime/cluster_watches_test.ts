import assert from "node:assert/strict";
import fc from "fast-check";
import { ClusterWatches, type WatchFrame } from "./cluster_watches.ts";
import type { Down } from "./types.ts";
import { VirtualClock } from "./virtual_clock.ts";
import { Watches } from "./watches.ts";

const path = "/root/actor";

/** Node a watches an actor of node b over a link that can be cut. */
class TwoNodes {
  readonly clock = new VirtualClock(0);
  readonly downs: string[][] = [];
  readonly cancels: (() => void)[] = [];
  cut = false;
  #lives = 0;
  /** Who watches at b; an actor between two incarnations counts as alive. */
  #watchers = new Watches();
  readonly #a: ClusterWatches;
  #b: ClusterWatches;

  constructor() {
    this.#a = new ClusterWatches(
      "life of a",
      this.clock,
      (_node, frame) => this.#carry(() => this.#b, "a", frame),
      () => {
        throw new Error("nobody watches a");
      },
    );
    this.#b = this.#live();
  }

  watch(): void {
    const heard: string[] = [];
    this.downs.push(heard);
    this.cancels.push(this.#a.hold(`//b${path}`, "b", path, ({ reason }: Down) => heard.push(reason.kind)));
  }

  end(): void {
    this.#watchers.fire(path, { kind: "crash" });
  }

  /** Node b falls and begins anew: nobody there knows of its watches. */
  restart(): void {
    this.#b.close();
    this.#watchers = new Watches();
    this.#b = this.#live();
  }

  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms, () => this.#turn());
  }

  close(): void {
    this.#a.close();
    this.#b.close();
  }

  #live(): ClusterWatches {
    return new ClusterWatches(
      `life ${++this.#lives} of b`,
      this.clock,
      (_node, frame) => this.#carry(() => this.#a, "b", frame),
      (at, ended) => this.#watchers.add(at, ended),
    );
  }

  #carry(to: () => ClusterWatches, from: string, frame: WatchFrame): void {
    const copy = JSON.parse(JSON.stringify(frame));
    queueMicrotask(() => this.cut || to().received(from, copy));
  }

  async #turn(): Promise<void> {
    for (let n = 0; n < 6; n++) await Promise.resolve();
  }
}

const command = fc.oneof(
  fc.record({
    do: fc.constantFrom("watch" as const, "end" as const, "restart" as const, "cut" as const, "heal" as const),
  }),
  fc.record({ do: fc.constant("cancel" as const), nth: fc.nat(3) }),
  fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 6_000 }) }),
);

Deno.test("whatever is cut and whoever falls, a watch on another node brings exactly one Down, or none once it is given up", async () => {
  await fc.assert(fc.asyncProperty(fc.array(command, { maxLength: 30 }), async (commands) => {
    const nodes = new TwoNodes();
    const givenUp = new Set<number>();
    for (const next of commands) {
      if (next.do === "watch") nodes.watch();
      if (next.do === "end") nodes.end();
      if (next.do === "restart") nodes.restart();
      if (next.do === "cut" || next.do === "heal") nodes.cut = next.do === "cut";
      if (next.do === "pass") await nodes.pass(next.ms);
      if (next.do === "cancel" && nodes.downs[next.nth]?.length === 0) {
        nodes.cancels[next.nth]?.();
        givenUp.add(next.nth);
      }
      for (const heard of nodes.downs) assert.ok(heard.length <= 1);
    }
    nodes.cut = false;
    await nodes.pass(3_000);
    nodes.end();
    await nodes.pass(20_000);
    for (const [nth, heard] of nodes.downs.entries()) assert.equal(heard.length, givenUp.has(nth) ? 0 : 1);
    assert.equal(nodes.clock.step(Infinity), false, "a timer is left");
    nodes.close();
  }));
});

Deno.test("a node that is silent for some seconds, or began anew, has lost its actors; a short silence is nothing", async () => {
  const nodes = new TwoNodes();
  nodes.watch();
  await nodes.pass(1_000);
  nodes.cut = true;
  await nodes.pass(3_000);
  nodes.cut = false;
  await nodes.pass(10_000);
  assert.deepEqual(nodes.downs, [[]]);
  nodes.restart();
  await nodes.pass(2_000);
  assert.deepEqual(nodes.downs, [["noproc"]]);
  nodes.watch();
  await nodes.pass(1_000);
  nodes.cut = true;
  await nodes.pass(6_000);
  assert.deepEqual(nodes.downs, [["noproc"], ["noproc"]]);
  nodes.close();
});

Deno.test("an end that was told in vain is told again", async () => {
  const nodes = new TwoNodes();
  nodes.watch();
  await nodes.pass(1_000);
  nodes.cut = true;
  nodes.end();
  await nodes.pass(1_500);
  nodes.cut = false;
  await nodes.pass(2_000);
  assert.deepEqual(nodes.downs, [["crash"]]);
  nodes.close();
});
