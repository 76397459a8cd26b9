/** What accounts cost: a login, a crowd of them, and the memory of users who look at the dashboard. */
import { scrypt } from "node:crypto";
import { encodeEvent } from "../actors/live/sse.ts";
import { StreamDesk } from "../actors/live/stream_desk.ts";
import { addUser } from "../db/users.ts";
import { testDatabase } from "../db/test_database.ts";
import { PASSWORD_COST, Passwords } from "../security/password.ts";
import { Accounts } from "../web/accounts.ts";
import { testHouse } from "../web/test_house.ts";
import type { Figure } from "./figure.ts";
import { Browsers } from "./sse_parts/browsers.ts";

const USERS = 200;
const HASHES = 10;
/** As many as come in at once: two are hashed, the others wait. */
const CROWD = 20;
const MEGABYTE = 2 ** 20;
const PASSWORD = "a password of the benchmark";

/** Measures; about half a minute. */
export async function benchAccounts(): Promise<Figure[]> {
  const looking = await memoryOfUsers(); // first, while the process is still small
  return [...await oneLogin(), ...await crowd(), ...looking];
}

/** The hash is what a login costs; it is beside the same function called bare. */
async function oneLogin(): Promise<Figure[]> {
  const group = "one login";
  const passwords = new Passwords();
  const stored = await passwords.hash(PASSWORD);
  const { logN, blockSize: r, parallel: p } = PASSWORD_COST;
  const options = { N: 2 ** logN, r, p, maxmem: 2 ** 29 };
  const bare = () =>
    new Promise<void>((resolve, reject) =>
      scrypt(PASSWORD, "salt".repeat(4), 32, options, (error) => error ? reject(error) : resolve())
    );
  const rounds = { ours: [] as number[], bare: [] as number[] };
  for (let n = 0; n < HASHES; n++) {
    rounds.ours.push(await timeOf(() => passwords.verify(PASSWORD, stored)));
    rounds.bare.push(await timeOf(bare));
  }
  const [ours, plain] = [median(rounds.ours), median(rounds.bare)];
  const note = `${(ours / plain).toFixed(2)} × scrypt of node:crypto called bare, ${plain.toFixed(0)} ms`;
  const memory = await peakOf(() => passwords.verify(PASSWORD, stored));
  return [
    { group, name: "a password is checked in", value: ours, unit: "ms", note },
    { group, name: "memory while it is", value: memory, unit: "MB", note: "given back afterwards" },
  ];
}

/** Everybody comes at once: how long they wait, what it takes, and whether the house goes on. */
async function crowd(): Promise<Figure[]> {
  const group = `${CROWD} users sign in at once`;
  await using database = await testDatabase();
  const { db } = database;
  const passwords = new Passwords();
  const passwordHash = await passwords.hash(PASSWORD);
  for (let n = 0; n < CROWD; n++) await addUser(db, `user ${n}`, { passwordHash });
  const accounts = new Accounts({ db, passwords, now: () => Date.now(), ended: () => {} });
  const waits: number[] = [];
  const lag = new Lag();
  const peakMb = await peakOf(() =>
    Promise.all(Array.from({ length: CROWD }, async (_, n) => {
      const visitor = { address: `10.0.0.${n}`, userAgent: "bench" };
      waits.push(await timeOf(() => accounts.signIn(`user ${n}`, PASSWORD, visitor)));
    }))
  );
  const longestMs = lag.end();
  waits.sort((a, b) => a - b);
  return [
    { group, name: "half of them are in after", value: median(waits), unit: "ms" },
    { group, name: "all of them after", value: waits.at(-1)!, unit: "ms", note: "two are hashed at a time" },
    { group, name: "memory meanwhile", value: peakMb, unit: "MB" },
    { group, name: "longest pause of the main thread", value: longestMs, unit: "ms" },
  ];
}

/** Signed in, a page open, its event stream idle; beside streams of a server that knows no users. */
async function memoryOfUsers(): Promise<Figure[]> {
  const group = `${USERS} users with an open page`;
  await usersOfHouse(); // what is loaded and compiled once is nobody's
  const [plain, users] = [await plainStreams(), await usersOfHouse()];
  const note = `${(users.heapKb / plain.heapKb).toFixed(1)} × a plain stream, ${plain.heapKb.toFixed(1)} KB`;
  return [
    { group, name: "a session with its event stream, in JavaScript", value: users.heapKb, unit: "KB", note },
    {
      group,
      name: "the process grows by, for each",
      value: users.processKb,
      unit: "KB",
      note: "sockets among it; what was given back before is used again",
    },
  ];
}

interface Memory {
  readonly heapKb: number;
  readonly processKb: number;
}

async function usersOfHouse(): Promise<Memory> {
  await using house = await testHouse();
  const tokens: string[] = [];
  for (let n = 0; n < USERS; n++) {
    await house.addUser(`user ${n}`);
    tokens.push(await house.signIn(`user ${n}`));
  }
  return await memoryOf(Number(new URL(house.url).port), tokens);
}

/** The same number of streams, each with one event, and nothing else. */
async function plainStreams(): Promise<Memory> {
  const desk = new StreamDesk();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, () => {
    const stream = desk.open();
    stream.write(encodeEvent("snapshot", { rows: [], candles: [], status: null, strategies: [], runs: [] }, null));
    return new Response(stream.readable, { headers: { "content-type": "text/event-stream" } });
  });
  try {
    return await memoryOf(server.addr.port, []);
  } finally {
    desk.closeAll();
    await server.shutdown();
  }
}

/** What is in use for each of the clients once the collector has been. */
async function memoryOf(port: number, tokens: readonly string[]): Promise<Memory> {
  const before = inUse();
  await using _browsers = await Browsers.connect(port, "reading", USERS, tokens);
  const after = inUse();
  const each = (of: "heap" | "process") => (after[of] - before[of]) / USERS / 1024;
  return { heapKb: each("heap"), processKb: each("process") };
}

function inUse(): { heap: number; process: number } {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, external, rss } = Deno.memoryUsage();
  return { heap: heapUsed + external, process: rss };
}

/** How much the process grows while something is done, at its most, MB. */
async function peakOf(work: () => Promise<unknown>): Promise<number> {
  const before = Deno.memoryUsage().rss;
  let most = before;
  const look = setInterval(() => most = Math.max(most, Deno.memoryUsage().rss), 5);
  await work();
  clearInterval(look);
  return (most - before) / MEGABYTE;
}

/** The longest time for which nothing else could run. */
class Lag {
  #longestMs = 0;
  #lastMs = performance.now();
  readonly #timer = setInterval(() => this.#look(), 1);

  #look(): void {
    const nowMs = performance.now();
    this.#longestMs = Math.max(this.#longestMs, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
  }

  end(): number {
    clearInterval(this.#timer);
    return this.#longestMs;
  }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await work();
  return performance.now() - beganMs;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
