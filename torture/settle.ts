/** The end of a torture: nothing goes wrong any more, nobody trades, the market stands still, and the platform comes to rest. */
import { z } from "zod";
import { accountsAt } from "./ledger.ts";
import { sendTicket } from "./hand_trader.ts";
import { sleep, until } from "./waiting.ts";
import type { World } from "./world.ts";

/** Orders are looked up each minute; an order that the exchange never had is given up after some. */
const REST_MS = 300_000;
const LOOK_MS = 1_000;
/** So often in a row everything must be at rest. */
const LOOKS = 5;
const TICKETS_MS = 180_000;

const openOrders = z.object({ orders: z.array(z.object({ clientOrderId: z.string() })) });
const portfolio = z.object({
  rows: z.array(z.object({ currency: z.string(), total: z.string() })),
});
/** The newest ones: none waits for longer than two minutes. */
const calls = z.object({ calls: z.array(z.object({ state: z.string() })) });
const bot = z.object({
  strategies: z.array(z.object({
    activeStrategyId: z.string(),
    state: z.string(),
    position: z.object({ quantity: z.string() }),
    protection: z.string(),
  })),
});

/** What the platform says of itself at rest. */
export interface Rested {
  /** What it holds by its own word: totals by currency, by broker. */
  readonly balances: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Base currency held, by strategy at work. */
  readonly positions: ReadonlyMap<string, string>;
  /** How long it took, ms. */
  readonly tookMs: number;
  /** Why it did not come to rest in time; null = it did. */
  readonly restless: string | null;
}

/** Lets everything come to rest. @throws {Error} when it does not answer. */
export async function settle(world: World): Promise<Rested> {
  const beganMs = performance.now();
  world.exchange.setChaos(null);
  await sendWhatWasNotAnswered(world);
  world.exchange.clock.stop();
  let restless: string | null = null;
  let looks = 0;
  const endMs = performance.now() + REST_MS;
  while (looks < LOOKS && performance.now() < endMs) {
    await sleep(LOOK_MS);
    restless = await whatMoves(world);
    looks = restless === null ? looks + 1 : 0;
  }
  const [balances, positions] = [await balancesOf(world), await positionsOf(world)];
  return { balances, positions, tookMs: performance.now() - beganMs, restless };
}

/** Whoever got no answer asks until there is one. */
async function sendWhatWasNotAnswered(world: World): Promise<void> {
  const open = () => world.journal.tickets.filter(({ status }) => status === null);
  await until("an answer to every ticket", TICKETS_MS, async () => {
    for (const ticket of open()) await sendTicket(world, ticket);
    return open().length === 0;
  });
}

/** The first thing that still differs, or null. */
async function whatMoves(world: World): Promise<string | null> {
  for (const { client, accountId, brokerId, name } of accountsAt(world)) {
    const listed = await client.get(`/brokers/${brokerId}/orders?which=open&pageSize=200`);
    const ours = openOrders.parse(listed).orders.map(({ clientOrderId }) => clientOrderId).sort();
    const { accounts } = world.exchange.exchange.desk.engine;
    const theirs = accounts.openOrdersOf(accountId).map(({ clientOrderId }) => clientOrderId).sort();
    if (ours.join() !== theirs.join()) return `${name}: open here ${ours.join()}, at the exchange ${theirs.join()}`;
  }
  for (const { client } of world.traders) {
    const waiting = calls.parse(await client.get("/webhooks/calls")).calls.filter(({ state }) => state === "waiting");
    if (waiting.length > 0) return `${client.name}: ${waiting.length} alerts wait to be carried out`;
  }
  const unprotected = (await strategiesOf(world)).find(({ protection }) => protection === "unprotected");
  return unprotected ? `strategy ${unprotected.activeStrategyId} is unprotected` : null;
}

async function balancesOf(world: World): Promise<Rested["balances"]> {
  const balances = new Map<string, ReadonlyMap<string, string>>();
  for (const { client, brokerId } of accountsAt(world)) {
    const { rows } = portfolio.parse(await client.get(`/brokers/${brokerId}/portfolio`));
    balances.set(brokerId, new Map(rows.map(({ currency, total }) => [currency, total])));
  }
  return balances;
}

async function positionsOf(world: World): Promise<Rested["positions"]> {
  const all = await strategiesOf(world);
  return new Map(all.map(({ activeStrategyId, position }) => [activeStrategyId, position.quantity]));
}

async function strategiesOf({ traders }: World): Promise<z.infer<typeof bot>["strategies"]> {
  const all = await Promise.all(traders.map(({ client }) => client.get("/bot")));
  return all.flatMap((told) => bot.parse(told).strategies);
}
