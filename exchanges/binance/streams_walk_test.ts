/** A random walk: streams come and go, connections die, fall silent, are refused or answer late; afterwards all is as wished. */
import assert from "node:assert/strict";
import { ConnectionAttempts } from "./connection_attempts.ts";
import { FakeSocket } from "./fake_socket.ts";
import { BinanceStreams } from "./streams.ts";
import { SymbolNames } from "./symbol_names.ts";
import { settle, TurnedClock } from "./turned_clock.ts";

const [LIMIT, ATTEMPTS, STEPS] = [4, 30, 150];
const MESSAGES_PER_SECOND = 5;

/** mulberry32: the same seed, the same walk. */
function chance(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The exchange's end of a socket: answers after a while, unless it has fallen silent, and counts what Binance counts. */
class ServedSocket extends FakeSocket {
  readonly carried = new Set<string>();
  readonly #sentMs: number[] = [];
  isSilent = false;
  isOpen = false;
  isDead = false;

  constructor(url: string, readonly clock: TurnedClock, readonly random: () => number) {
    super(url);
  }

  override send(text: string): void {
    assert.ok(this.isOpen, "nothing is sent before the connection is open");
    const nowMs = this.clock.now();
    this.#sentMs.push(nowMs);
    const lately = this.#sentMs.filter((atMs) => atMs > nowMs - 1_000).length;
    assert.ok(lately <= MESSAGES_PER_SECOND, `${lately} messages within a second`);
    const { id, method, params = [] } = JSON.parse(text) as { id: number; method: string; params?: string[] };
    this.clock.sleep(this.random() * 500).then(() => this.#answer(id, method, params));
  }

  override close(): void {
    this.isDead = true;
    super.close();
  }

  kill(): void {
    if (this.isDead) return;
    this.isDead = true;
    this.dies(1006);
  }

  #answer(id: number, method: string, params: readonly string[]): void {
    if (this.isSilent || this.isDead) return;
    const wrong = method === "SUBSCRIBE" && params.some((stream) => stream.startsWith("wrong"));
    if (wrong) return this.hears({ error: { code: 2, msg: "Invalid request: invalid stream" }, id });
    for (const stream of params) method === "SUBSCRIBE" ? this.carried.add(stream) : this.carried.delete(stream);
    assert.ok(this.carried.size <= LIMIT, `${this.carried.size} streams on one connection`);
    this.hears({ result: null, id });
  }
}

interface Told {
  readonly live: Set<string>;
  readonly refused: Set<string>;
}

async function walk(seed: number): Promise<void> {
  const [clock, random] = [new TurnedClock(), chance(seed)];
  const [sockets, openedMs] = [[] as ServedSocket[], [] as number[]];
  const [wanted, told] = [new Set<string>(), { live: new Set(), refused: new Set() } as Told];
  let refusing = false;
  const streams = new BinanceStreams({
    wsUrl: () => Promise.resolve("ws://exchange"),
    names: new SymbolNames(),
    clock,
    random,
    streamsPerConnection: LIMIT,
    attempts: new ConnectionAttempts(ATTEMPTS, 300_000),
    timings: { lifetimeMs: 90_000 },
    open(url) {
      openedMs.push(clock.now());
      const socket = new ServedSocket(url, clock, random);
      sockets.push(socket);
      clock.sleep(random() * 300).then(() => {
        if (refusing) return socket.kill();
        if (socket.isDead) return;
        socket.isOpen = true;
        socket.opens();
      });
      return socket;
    },
    onFrame: () => {},
    onLive: (some) => {
      for (const stream of some) {
        assert.ok(wanted.has(stream) && !told.live.has(stream), `${stream} is told live only when it was not`);
        told.live.add(stream);
      }
    },
    onLost: (some) => some.forEach((stream) => told.live.delete(stream)),
    onRefused: (stream) => {
      assert.match(stream, /^wrong/);
      told.refused.add(stream);
      wanted.delete(stream);
    },
  });
  const pick = <T>(of: readonly T[]): T | undefined => of[Math.floor(random() * of.length)];
  const names = Array.from({ length: 14 }, (_, i) => i < 12 ? `s${i}@aggTrade` : `wrong${i}@aggTrade`);
  const some = () => names.filter(() => random() < 0.2);
  for (let step = 0; step < STEPS; step++) {
    const dice = random();
    if (dice < 0.35) {
      const more = some();
      more.forEach((stream) => wanted.add(stream));
      streams.subscribe(more);
    } else if (dice < 0.6) {
      const less = some();
      for (const stream of less) {
        wanted.delete(stream);
        told.live.delete(stream);
      }
      streams.unsubscribe(less);
    } else if (dice < 0.7) pick(sockets.filter(({ isDead }) => !isDead))?.kill();
    else if (dice < 0.75) {
      const last = sockets.at(-1);
      if (last) last.isSilent = true;
    } else if (dice < 0.8) refusing = !refusing;
    else if (dice < 0.85) {
      const alive = sockets.find(({ isOpen, isDead }) => isOpen && !isDead);
      alive?.hears({ e: "serverShutdown", E: clock.now() });
    }
    await clock.advance(Math.round(random() * 4_000));
  }
  refusing = false;
  await clock.advance(600_000);
  const serving = sockets.filter(({ isDead, isSilent }) => !isDead && !isSilent);
  for (const [i, atMs] of openedMs.entries()) assert.ok(i < ATTEMPTS || atMs - openedMs[i - ATTEMPTS]! >= 300_000);
  assert.deepEqual([...told.live].toSorted(), [...wanted].toSorted());
  assert.deepEqual([...new Set(serving.flatMap(({ carried }) => [...carried]))].toSorted(), [...wanted].toSorted());
  assert.deepEqual(streams.connections().flatMap((lane) => lane.streams).toSorted(), [...wanted].toSorted());
  await streams.close();
  await settle();
  assert.ok(sockets.every(({ isDead }) => isDead));
}

const seeds = Deno.args.length > 0 ? Deno.args.map(Number) : [1, 2, 3];
for (const seed of seeds) {
  Deno.test(`whatever happens to the connections, all wanted streams flow in the end, within Binance's limits (walk ${seed})`, () =>
    walk(seed));
}
