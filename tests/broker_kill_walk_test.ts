/**
 * The trading part of the platform as a process that is killed at any moment, while its orders go to an exchange that
 * answers late, not at all, or out of order. Afterwards its books are the exchange's.
 */
import assert from "node:assert/strict";
import { priceOf, printOn } from "../actors/ccxt_broker_fixture.ts";
import { openFunded, sameBooks, standAsThere } from "../actors/exchange_books_fixture.ts";
import { seededRandom } from "../actors/runtime/random.ts";
import { scale, seed } from "../actors/runtime/test_scale.ts";
import type { Order } from "../domain/order.ts";
import { isFinal } from "../domain/order_life.ts";
import { ticketOrderName } from "../domain/ticket_ids.ts";
import { type RunningDemoExchange, startDemoExchange } from "../exchanges/demo/server.ts";
import type { ClientKey } from "../exchanges/demo/trading/clients.ts";
import { type KillWalkBooks, killWalkBooks, type KillWalkPlan, READY } from "./broker_kill_walk_main.ts";
import { testOnce } from "./once.ts";

const MAIN = new URL("./broker_kill_walk_main.ts", import.meta.url).href;
const KILLS = scale(8, 50);
const ACCOUNTS = 2;
const FAULTS = {
  seed,
  unknownOutcome: 0.1,
  lostAnswer: 0.1,
  serverError: 0.03,
  userDuplicate: 0.2,
  userReorder: 0.2,
  silentFill: 0.3,
  outageMs: 500,
  delayMs: 200,
};
/** How many wishes a run carries out at most before it is killed, in the middle of the next; every fourth is killed as it starts. */
const MOST_WISHES = 25;
const NEXT_MS = 150;
const STARTS_MS = 4_000;
const PRINT_EVERY_MS = 150;
const START_LIMIT_MS = 60_000;
const SETTLE_LIMIT_MS = 120_000;
/** A running program of the walk, and the lines that it has printed. */
class Run {
  readonly #lines: string[] = [];
  readonly #reading: Promise<void>;
  #heard = Promise.withResolvers<void>();

  constructor(readonly child: Deno.ChildProcess) {
    this.#reading = this.#read();
  }

  static start(plan: KillWalkPlan): Run {
    const args = ["run", "-A", "--no-check", MAIN, JSON.stringify(plan)];
    return new Run(new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "null" }).spawn());
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (const chunk of this.child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      this.#lines.push(...lines);
      this.#wake();
    }
    this.#wake();
  }

  #wake(): void {
    const heard = this.#heard;
    this.#heard = Promise.withResolvers();
    heard.resolve();
  }

  /** The next line. @throws when none comes in time. */
  async line(limitMs: number): Promise<string> {
    const signal = AbortSignal.timeout(limitMs);
    const late = new Promise<never>((_, reject) =>
      signal.addEventListener("abort", () => reject(new Error(`The program says nothing within ${limitMs} ms`)))
    );
    late.catch(() => {}); // told to whoever waits below, or to nobody
    while (this.#lines.length === 0) await Promise.race([this.#heard.promise, late]);
    return this.#lines.shift()!;
  }

  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    const { signal } = await this.child.status;
    assert.equal(signal, "SIGKILL", "the program ended by itself");
    await this.#reading;
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Lets the market trade far enough to reach stops, targets and resting orders. */
function letTrade(running: RunningDemoExchange, random: () => number): void {
  const through = random() < 0.5 ? 0.96 + random() * 0.02 : 1.02 + random() * 0.02;
  printOn(running, priceOf(running) * through, (random() * 0.5).toFixed(3));
}

/** Starts it, and kills it while it starts or trades. */
async function fall(plan: KillWalkPlan, number: number, random: () => number): Promise<void> {
  const run = Run.start({ ...plan, seed: plan.seed * 1_000 + number });
  if (number % 4 === 3) {
    await sleep(random() * STARTS_MS);
  } else {
    assert.equal(await run.line(START_LIMIT_MS), READY);
    for (let left = Math.floor(random() * MOST_WISHES); left > 0; left--) await run.line(START_LIMIT_MS);
    await sleep(random() * NEXT_MS);
  }
  await run.kill();
}

/** Lets it look up what is open until its books are the exchange's, or its time is up. */
async function settle(plan: KillWalkPlan, isSettled: (books: KillWalkBooks) => boolean): Promise<KillWalkBooks> {
  const run = Run.start({ ...plan, settles: true });
  const endMs = performance.now() + SETTLE_LIMIT_MS;
  try {
    assert.equal(await run.line(START_LIMIT_MS), READY);
    for (;;) {
      const books = killWalkBooks.parse(JSON.parse(await run.line(START_LIMIT_MS)));
      if (isSettled(books) || performance.now() > endMs) return books;
    }
  } finally {
    await run.kill();
  }
}

type Account = ClientKey & { readonly name: string };

/** Whether every order stands as it does at the exchange, those that it never had are over, and no exits wait in vain. */
function agrees(running: RunningDemoExchange, accounts: readonly Account[], books: KillWalkBooks): boolean {
  return accounts.every((account) => {
    const { orders: booked, exits } = books.accounts.find(({ name }) => name === account.name)!;
    const orders = booked.map(({ order }) => order);
    return standAsThere(running, account, orders) && exits.every((one) => isLookedAfter(one, orders));
  });
}

/** Exits wait for an entry that stands, work with an order that stands, or have failed, which was told. */
function isLookedAfter({ clientOrderId, state }: KillWalkBooks["accounts"][number]["exits"][number], orders: Order[]) {
  const { stem } = ticketOrderName(clientOrderId)!;
  const own = orders.filter((order) => ticketOrderName(order.clientOrderId)?.stem === stem);
  const stands = (isEntry: boolean) =>
    own.some((order) => (ticketOrderName(order.clientOrderId)!.role === "entry") === isEntry && !isFinal(order.state));
  return state === "failed" || stands(state === "waiting");
}

testOnce(
  `${KILLS} kills while orders go out: orders, fills and balances are the exchange's, none doubled, none lost`,
  async () => {
    await using stack = new AsyncDisposableStack();
    const dataDir = await Deno.makeTempDir({ prefix: "aristobot-kills-" });
    stack.defer(() => Deno.remove(dataDir, { recursive: true }));
    const running = await startDemoExchange();
    stack.defer(() => running.close());
    const accounts = Array.from({ length: ACCOUNTS }, (_, number) => ({
      ...openFunded(running, `account ${number}`),
      name: `account ${number}`,
    }));
    const random = seededRandom(seed);
    const { restUrl, wsUrl } = running;
    const keys = accounts.map(({ name, apiKey, secret }) => ({ name, apiKey, secret }));
    const plan: KillWalkPlan = { dataDir, restUrl, wsUrl, accounts: keys, seed, settles: false };

    running.setChaos(FAULTS);
    const trading = setInterval(() => letTrade(running, random), PRINT_EVERY_MS);
    try {
      for (let number = 0; number < KILLS; number++) await fall(plan, number, random);
    } finally {
      clearInterval(trading);
    }
    const faults = running.exchange.chaos.log.counts();
    running.setChaos(null);
    const books = await settle(plan, (told) => agrees(running, accounts, told));

    const all = books.accounts.flatMap(({ orders }) => orders);
    const fills = all.flatMap(({ fills }) => fills);
    console.log(figures(all.map(({ order }) => order), fills.length, faults));
    assert.ok(all.length > KILLS, `${all.length} orders were stored`);
    assert.ok(fills.length > KILLS / 2, `${fills.length} fills`);
    for (const kind of ["unknownOutcome", "lostAnswer", "userDuplicate", "userReorder"] as const) {
      assert.ok((faults[kind] ?? 0) > 0, `${kind}: ${faults[kind]}`);
    }
    for (const account of accounts) {
      const { orders, balances } = books.accounts.find(({ name }) => name === account.name)!;
      sameBooks(running, account, orders, balances);
    }
    assert.ok(agrees(running, accounts, books), "the books are those of the exchange, with exits that wait in vain");
  },
);

function figures(orders: readonly Order[], fills: number, faults: Readonly<Record<string, number>>): string {
  const states = Object.groupBy(orders, ({ state }) => state);
  const counts = Object.entries(states).map(([state, of]) => `${of?.length} ${state}`).join(", ");
  const happened = Object.entries(faults).map(([kind, count]) => `${count} ${kind}`).join(", ");
  return `seed ${seed}: ${orders.length} orders (${counts}), ${fills} fills; ${happened}`;
}
