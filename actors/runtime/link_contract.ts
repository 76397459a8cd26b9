/**
 * What every {@linkcode ClusterLink} must do: each adapter's test runs this against a net of its own.
 *
 * Two parts: the link by itself, and two systems that are joined by it.
 */
import assert from "node:assert/strict";
import { type ClusterLink, createSystem, type Lease, type Logger, supervisor, type System, topic } from "./mod.ts";
import { counterProtocol, news } from "./test_actors/counter.ts";

/** A net for one test. */
export interface LinkNet {
  link(node: string): Promise<ClusterLink>;
  /** The node hears nobody and nobody hears it. */
  cut(node: string): Promise<void>;
  heal(node: string): Promise<void>;
  /** Lets time go by, or turns the net's clock. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** A time to live that an adapter over a wire keeps, too. */
const ttlMs = 600;
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const module = import.meta.resolve("./test_actors/counter.actor.ts");

/** Registers the tests of one adapter. */
export function linkContract(name: string, open: () => Promise<LinkNet>): void {
  const test = (title: string, run: (net: LinkNet) => Promise<void>) =>
    Deno.test(`${name}: ${title}`, async () => {
      const net = await open();
      try {
        await run(net);
      } finally {
        await net.close();
      }
    });
  aboutMessages(test);
  aboutLeases(test);
  aboutSystems(test);
}

type Test = (title: string, run: (net: LinkNet) => Promise<void>) => void;

function aboutMessages(test: Test): void {
  test("what is sent arrives in order at that node alone, as a copy, with its sender", async (net) => {
    const [a, b, c] = await Promise.all(["a", "b", "c"].map((node) => net.link(node)));
    const got: [string, unknown][] = [];
    b?.receive((from, envelope) => got.push([from, envelope]));
    c?.receive(() => assert.fail("c was not meant"));
    const value = { n: 0, deep: { list: [1] } };
    for (value.n = 0; value.n < 100; value.n++) a?.send("b", value);
    a?.send("nobody", 1);
    await until(net, () => got.length === 100);
    assert.deepEqual(got.map(([from, said]) => [from, (said as typeof value).n]), numbered(100, (n) => ["a", n]));
    assert.throws(() => a?.send("b", 1n), TypeError);
  });

  test("what is published reaches the other nodes that subscribe, until they stop", async (net) => {
    const [a, b, c] = await Promise.all(["a", "b", "c"].map((node) => net.link(node)));
    const got: string[] = [];
    a?.subscribe("s", () => got.push("a"));
    const stop = b?.subscribe("s", (from, said) => got.push(`b ${from} ${said}`));
    c?.subscribe("t", () => got.push("c"));
    await net.pass(50);
    a?.publish("s", 1);
    await until(net, () => got.length === 1);
    stop?.();
    await net.pass(50);
    a?.publish("s", 2);
    await net.pass(50);
    assert.deepEqual(got, ["b a 1"]);
  });
}

function aboutLeases(test: Test): void {
  test("one node holds a lease, as long as it likes; the next waits, and has a higher epoch", async (net) => {
    const [a, b] = await Promise.all(["a", "b"].map((node) => net.link(node)));
    const first = await a!.lease("x", ttlMs);
    const second = waitFor(b!.lease("x", ttlMs));
    await net.pass(3 * ttlMs);
    assert.deepEqual([first.lost.aborted, second.lease], [false, undefined]);
    await first.release();
    await until(net, () => second.lease !== undefined);
    assert.ok(second.lease!.epoch > first.epoch);
    assert.equal(first.lost.aborted, false);
    await second.lease?.release();
  });

  test("a holder that is cut off loses it within its time, before or when another has it", async (net) => {
    const [a, b] = await Promise.all(["a", "b"].map((node) => net.link(node)));
    const first = await a!.lease("x", ttlMs);
    const second = waitFor(b!.lease("x", ttlMs));
    await net.cut("a");
    let lostFirst = false;
    for (let step = 0; step < 40 && second.lease === undefined; step++) {
      lostFirst = first.lost.aborted;
      await net.pass(ttlMs / 20);
    }
    assert.ok(lostFirst || first.lost.aborted, "the old holder did not know when there was a new one");
    assert.ok(second.lease!.epoch > first.epoch);
    await net.heal("a");
    await net.pass(2 * ttlMs);
    assert.equal(second.lease?.lost.aborted, false);
    await second.lease?.release();
  });

  test("a stolen lease is lost at once, and what its old holder still writes is refused by its epoch", async (net) => {
    const [a, b] = await Promise.all(["a", "b"].map((node) => net.link(node)));
    const first = await a!.lease("x", ttlMs);
    const second = await b!.lease("x", ttlMs, { steal: true });
    await until(net, () => first.lost.aborted);
    let seen = 0;
    const accepts = ({ epoch }: Lease) => epoch >= seen && (seen = epoch) > 0;
    assert.deepEqual([first, second, first, second].map(accepts), [true, true, false, true]);
    await first.release();
    await net.pass(2 * ttlMs);
    assert.equal(second.lost.aborted, false);
    await second.release();
  });

  test("who waits for a lease may give up, and names do not concern each other", async (net) => {
    const a = await net.link("a");
    const [x, y] = await Promise.all([a.lease("x", ttlMs), a.lease("y", ttlMs)]);
    const giveUp = new AbortController();
    const waiting = a.lease("x", ttlMs, { signal: giveUp.signal });
    giveUp.abort(new Error("enough"));
    await assert.rejects(waiting, /enough/);
    await Promise.all([x.release(), x.release(), y.release()]);
    await (await a.lease("x", ttlMs)).release();
  });
}

function aboutSystems(test: Test): void {
  const joined = (title: string, run: (net: LinkNet, a: System, b: System) => Promise<void>) =>
    test(title, async (net) => {
      const [a, b] = await Promise.all(["a", "b"].map(async (node) => await startNode(await net.link(node))));
      try {
        await run(net, a!, b!);
      } finally {
        await Promise.all([a?.stop(), b?.stop()]);
      }
    });

  joined("an actor is told and asked on the other node, from the main isolate and from a worker", async (net, a, b) => {
    const far = a.whereis("//b/root/local", counterProtocol);
    for (let by = 1; by <= 100; by++) far.tell("Add", { by });
    assert.equal(await within(net, far.ask("Get", undefined)), 5_050);
    assert.equal(await within(net, a.whereis("//b/root/worker", counterProtocol).ask("Get", undefined)), 0);
    const worker = a.whereis("/root/worker", counterProtocol);
    assert.equal(await within(net, worker.ask("AskOther", { path: "//b/root/local" })), 5_050);
    assert.equal(await within(net, worker.ask("AskOther", { path: "//a/root/local" })), 0);
    for (const system of [a, b]) {
      const { sent, handled, dead, queued } = system.counts();
      assert.equal(sent, handled + dead + queued);
    }
  });

  joined("an ask over the link has one outcome: answer, noproc, crash, invalid or time-out", async (net, a) => {
    const at = (path: string) => a.whereis(path, counterProtocol);
    await within(net, assert.rejects(at("//b/root/nobody").ask("Get", undefined), { code: "noproc" }));
    await within(net, assert.rejects(at("//b/root/local").ask("WrongAnswer", undefined), { code: "invalid" }));
    await within(net, assert.rejects(at("//b/root/local").ask("Slow", { ms: "1" as never }), { code: "invalid" }));
    await within(net, assert.rejects(at("//b/root/local").ask("Slow", { ms: 1n as never }), { code: "invalid" }));
    assert.equal(await within(net, at("//b/root/local").ask("Nothing", undefined)), undefined);
    await net.cut("b");
    const lost = at("//b/root/local").ask("Get", undefined, { timeout: 100 });
    await within(net, assert.rejects(lost, { code: "timeout" }));
    await net.heal("b");
    assert.equal(await within(net, at("//b/root/local").ask("Get", undefined)), 0);
  });

  joined("a watcher hears of an end on the other node, once, from the main isolate and a worker", async (net, a, b) => {
    for (const name of ["local", "worker"]) {
      const watcher = a.whereis(`/root/${name}`, counterProtocol);
      const ends = () => within(net, watcher.ask("Ends", undefined));
      const watch = async (path: string) => {
        watcher.tell("Watch", { path });
        await ends();
        await net.pass(50);
      };
      await watch("//b/root/nobody");
      await until(net, async () => (await ends()).length === 1);
      await watch(`//b/root/${name}`);
      for (let n = 0; n < 2; n++) b.whereis(`/root/${name}`, counterProtocol).tell("Throw");
      await until(net, async () => (await ends()).length === 2);
      await watch("//a/root/nobody");
      await until(net, async () => (await ends()).length === 3);
      assert.deepEqual(await ends(), ["//b/root/nobody noproc", `//b/root/${name} crash`, "//a/root/nobody noproc"]);
    }
  });

  joined("a cluster topic reaches every isolate of the other node once, another topic stays", async (net, a, b) => {
    const plain = topic("plain", news.schema);
    const heard: unknown[] = [];
    a.subscribe(news, (value) => heard.push(["a", value.n]));
    b.subscribe(news.key("x"), (value) => heard.push(["b", value.n]));
    b.subscribe(plain, () => heard.push("plain"));
    b.whereis("/root/worker", counterProtocol).tell("HearNews");
    await within(net, b.whereis("/root/worker", counterProtocol).ask("Get", undefined));
    await net.pass(50);
    a.publish(plain, { n: 0 });
    a.publish(news.key("x"), { n: 1 });
    a.publish(news.key("y"), { n: 2 });
    await until(net, () => heard.length >= 3);
    a.whereis("/root/worker", counterProtocol).tell("PublishNews", { n: 4 });
    await until(net, async () => await b.whereis("/root/worker", counterProtocol).ask("Get", undefined) === 7);
    await until(net, () => heard.length >= 4);
    assert.deepEqual(heard.map(String).toSorted(), ["a,1", "a,2", "a,4", "b,1"]);
  });
}

function startNode(link: ClusterLink): Promise<System> {
  const children = [{ id: "local", module }, { id: "worker", module, place: { worker: `of-${link.node}` } }];
  return createSystem(supervisor({ strategy: "one_for_one", children }), { link, logger: silent });
}

function waitFor(promise: Promise<Lease>): { lease?: Lease } {
  const box: { lease?: Lease } = {};
  void promise.then((lease) => box.lease = lease);
  return box;
}

/** Looks again until it holds, at most a hundred times. */
async function until(net: LinkNet, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let look = 0; look < 100; look++) {
    if (await holds()) return;
    await net.pass(10);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`Never held: ${holds}`);
}

/** Lets time go by until it has settled. */
async function within<T>(net: LinkNet, promise: Promise<T>): Promise<T> {
  let settled = false;
  const done = promise.finally(() => settled = true);
  done.catch(() => {});
  await until(net, () => settled);
  return await done;
}

function numbered<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}
