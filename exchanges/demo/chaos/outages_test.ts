import assert from "node:assert/strict";
import { NOON, StreamClient, TurnedTime, withExchange } from "../test_support.ts";
import { Chaos } from "./chaos.ts";
import { occurrences } from "./occurrences.ts";
import { Outages, type Struck } from "./outages.ts";

const HOUR = 3_600_000;

/** A server that only notes what befalls it. */
class Stand {
  nowMs = NOON;
  readonly happened: string[] = [];
  readonly chaos = new Chaos(() => this.nowMs);
  readonly outages: Outages;

  constructor(connections: number) {
    const struck = Array.from({ length: connections }, (_, place): Struck => ({
      number: place + 1,
      silence: (forMs) => this.happened.push(`silence ${place + 1} ${forMs}`),
      cut: () => this.happened.push(`cut ${place + 1}`),
      shutOut: () => this.happened.push(`shutOut ${place + 1}`),
    }));
    const on = { connections: () => struck, jump: (byMs: number) => void this.happened.push(`jump ${byMs}`) };
    this.outages = new Outages(this.chaos, on, () => this.nowMs, () => this.nowMs);
  }

  run(hours: number): this {
    for (const end = this.nowMs + hours * HOUR; this.nowMs < end;) {
      this.nowMs += 50_000;
      this.outages.step();
    }
    return this;
  }
}

Deno.test("each outage happens as often as its rate says, the same for the same seed", () => {
  const plan = { seed: 8, silences: 3, cuts: 0.5, refusals: 1, maintenances: 0.25, clockJumps: 2 };
  const runs = [1, 2].map(() => {
    const stand = new Stand(3);
    stand.chaos.set(plan);
    return stand.run(48);
  });
  const [first, second] = runs;
  assert.deepEqual(first!.happened, second!.happened);
  assert.deepEqual(first!.chaos.log.list(), second!.chaos.log.list());
  const { silence, cut, refusal, maintenance, clockJump } = first!.chaos.log.counts();
  assert.deepEqual([silence, refusal, clockJump], [144, 48, 96]);
  assert.ok(
    cut! > 12 && cut! < 36 && maintenance! > 5 && maintenance! < 20,
    `${cut} cuts, ${maintenance} maintenances`,
  );
});

Deno.test("occurrences of a stretch are those of its parts", () => {
  const all = occurrences(1, 2, 7.5, NOON, NOON + 5 * HOUR).map(({ atMs }) => atMs);
  const parts = Array.from({ length: 300 }, (_, part) => NOON + part * 60_000).flatMap((fromMs) =>
    occurrences(1, 2, 7.5, fromMs, fromMs + 60_000).map(({ atMs }) => atMs)
  );
  assert.deepEqual(parts, all);
  assert.ok(all.length >= 35 && all.length <= 40);
});

Deno.test("a machine that slept is not made to suffer for all of it", () => {
  const stand = new Stand(1);
  stand.chaos.set({ cuts: 2 });
  stand.nowMs += 1000 * HOUR;
  stand.outages.step();
  assert.ok(stand.happened.length <= 4);
});

Deno.test("a silent connection sends nothing, neither frames nor answers nor pongs, and then goes on", async () => {
  const time = new TurnedTime(NOON);
  await withExchange({ time, speed: 60 }, async ({ wsUrl, strike, faults }) => {
    await using client = await StreamClient.open(`${wsUrl}/ws/btcusdt@trade`);
    await client.ask({ method: "LIST_SUBSCRIPTIONS", id: 1 });
    const before = client.frames.length;
    strike("silence", 3000);
    client.send({ method: "LIST_SUBSCRIPTIONS", id: 2 });
    let ponged = false;
    client.socket.once("pong", () => ponged = true);
    client.socket.ping();
    await using other = await StreamClient.open(`${wsUrl}/ws`);
    time.turn(2900);
    await other.ask({ method: "LIST_SUBSCRIPTIONS", id: 3 });
    assert.deepEqual([client.frames.length, ponged], [before, false]);
    time.turn(2000);
    await client.ask({ method: "LIST_SUBSCRIPTIONS", id: 4 });
    assert.ok(client.frames.slice(before).some((frame) => frame.e === "trade"));
    assert.ok(client.frames.every((frame) => frame.id !== 2));
    assert.deepEqual(faults().map(({ kind, connection, forMs }) => [kind, connection, forMs]), [["silence", 1, 3000]]);
  });
});

Deno.test("a cut connection ends without a word; refused ones never begin", async () => {
  const time = new TurnedTime(NOON);
  await withExchange({ time }, async ({ wsUrl, restUrl, strike }) => {
    await using client = await StreamClient.open(`${wsUrl}/ws`);
    strike("cut", 0);
    assert.equal((await client.closed).code, 1006);
    strike("refusal", 1000);
    await assert.rejects(StreamClient.open(`${wsUrl}/ws`), /socket hang up|ECONNRESET|closed/);
    assert.equal((await fetch(`${restUrl}/api/v3/ping`)).status, 200);
    time.turn(1000);
    await using again = await StreamClient.open(`${wsUrl}/ws`);
    assert.equal((await again.ask({ method: "LIST_SUBSCRIPTIONS", id: 1 })).id, 1);
  });
});

Deno.test("maintenance closes every connection, lets none in and answers 503, and then all is as before", async () => {
  const time = new TurnedTime(NOON);
  await withExchange({ time }, async ({ wsUrl, restUrl, strike }) => {
    await using client = await StreamClient.open(`${wsUrl}/ws`);
    strike("maintenance", 60_000);
    assert.deepEqual(await client.closed, { code: 1001, reason: "server maintenance" });
    const response = await fetch(`${restUrl}/api/v3/time`);
    assert.deepEqual([response.status, (await response.json()).code], [503, -1016]);
    await assert.rejects(StreamClient.open(`${wsUrl}/ws`), /503/);
    time.turn(60_000);
    assert.equal((await fetch(`${restUrl}/api/v3/time`).then((again) => again.json())).serverTime, NOON + 60_000);
  });
});

Deno.test("after a jump of the clock everything between has happened, and time goes on from there", async () => {
  const time = new TurnedTime(NOON);
  await withExchange({ time }, async ({ wsUrl, strike, clock, exchange }) => {
    await using client = await StreamClient.open(`${wsUrl}/ws/btcusdt@kline_1m/btcusdt@trade`);
    strike("clockJump", 150_000);
    time.turn(50);
    assert.equal(clock.now(), NOON + 150_050);
    assert.equal(exchange.player.nowMs, clock.now());
    for (const openMs of [NOON, NOON + 60_000]) {
      await client.frame((frame) => frame.e === "kline" && frame.k.x && frame.k.t === openMs);
    }
    assert.deepEqual(clock.mark(), { wallMs: NOON + 50, exchangeMs: NOON + 150_050 });
  });
});

Deno.test("requests fail with 5xx and 429 and are answered late, as often as the plan says", async () => {
  const time = new TurnedTime(NOON);
  const chaos = { seed: 2, serverError: 0.2, tooMany: 0.1 };
  await withExchange({ time, chaos }, async ({ restUrl, setChaos, faults }) => {
    const statuses: number[] = [];
    for (let request = 0; request < 100; request++) {
      const response = await fetch(`${restUrl}/api/v3/ping`);
      await response.body?.cancel();
      statuses.push(response.status);
      if (response.status === 429) assert.equal(response.headers.get("retry-after"), "1");
    }
    const failed = statuses.filter((status) => status >= 500).length;
    const refused = statuses.filter((status) => status === 429).length;
    assert.ok(failed > 10 && failed < 30 && refused > 3 && refused < 20, `${failed} failed, ${refused} refused`);
    assert.deepEqual(new Set(statuses), new Set([200, 429, 500, 502, 503, 504]));
    assert.equal(faults().length, failed + refused);
    setChaos({ slow: 1, slowMs: 2000 });
    let answered = false;
    const late = fetch(`${restUrl}/api/v3/time`).then((response) => {
      answered = true;
      return response.json();
    });
    for (let waited = 0; faults().at(-1)!.kind !== "slow" && waited < 1000; waited++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    time.turn(450);
    assert.equal(answered, false);
    time.turn(1550);
    assert.equal((await late).serverTime, NOON);
  });
});
