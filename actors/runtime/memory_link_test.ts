import assert from "node:assert/strict";
import fc from "fast-check";
import { linkContract, type LinkNet } from "./link_contract.ts";
import { type Lease, type MemoryLink, MemoryNet } from "./mod.ts";
import { VirtualClock } from "./virtual_clock.ts";

function openNet(): Promise<LinkNet> {
  const clock = new VirtualClock(0);
  const net = new MemoryNet(clock);
  const links: MemoryLink[] = [];
  const turn = async () => {
    for (let n = 0; n < 5; n++) await Promise.resolve();
  };
  return Promise.resolve({
    link: (node) => {
      const link = net.link(node);
      links.push(link);
      return Promise.resolve(link);
    },
    cut: (node) => Promise.resolve(net.cut(node)),
    heal: (node) => Promise.resolve(net.heal(node)),
    pass: (ms) => clock.advance(ms, turn),
    close: () => Promise.resolve(links.forEach((link) => link.close())),
  });
}

linkContract("the link in memory", openNet);

Deno.test("the link in memory: whatever is cut and healed, a store that checks epochs has one writer at a time", async () => {
  const nodes = ["a", "b", "c"];
  const step = fc.record({
    node: fc.constantFrom(...nodes),
    act: fc.constantFrom("cut", "heal", "lease", "steal", "release", "write", "wait"),
    ms: fc.integer({ min: 1, max: 400 }),
  });
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
    const clock = new VirtualClock(0);
    const net = new MemoryNet(clock);
    const links = new Map(nodes.map((node) => [node, net.link(node)]));
    const held: { readonly node: string; readonly lease: Lease }[] = [];
    let highest = 0;
    for (const { node, act, ms } of steps) {
      if (act === "cut" || act === "heal") net[act](node);
      else if (act === "wait") await clock.advance(ms, () => Promise.resolve());
      else if (act === "release") await held.findLast((one) => one.node === node)?.lease.release();
      else if (act === "write") {
        const mine = held.findLast((one) => one.node === node && !one.lease.lost.aborted)?.lease;
        if (mine !== undefined && mine.epoch >= highest) highest = mine.epoch;
      } else {
        const asked = links.get(node)?.lease("x", 300, { steal: act === "steal" });
        void asked?.then((lease) => held.push({ node, lease }), () => {});
      }
      for (let n = 0; n < 5; n++) await Promise.resolve();
    }
    const epochs = held.map(({ lease }) => lease.epoch);
    assert.deepEqual(epochs, epochs.map((_, index) => index + 1), "each holder has an epoch of its own, ever higher");
    for (const link of links.values()) link.close();
    assert.equal(clock.step(Infinity), false, "a closed net leaves no timers");
  }));
});

Deno.test("the link in memory: names of nodes are checked, and free again after closing", () => {
  const net = new MemoryNet(new VirtualClock(0));
  assert.throws(() => net.link("a/b"), /a\/b/);
  const first = net.link("a");
  assert.throws(() => net.link("a"), /already a node "a"/);
  first.close();
  net.link("a").close();
});
