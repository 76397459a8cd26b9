/**
 * A program for the kill walk: the trading part of the platform on an embedded database, with accounts at a demo exchange
 * that runs elsewhere. It trades by hand as fast as it can until it is killed; or, told to settle, it trades no more, and
 * prints again and again what its books say.
 */
import { z } from "zod";
import { brokerProtocol, orderDeskProtocol } from "../actors/broker_protocol.ts";
import { manualDeskProtocol } from "../actors/manual_desk_protocol.ts";
import { AskError, createSystem, supervisor, type System, type TimerClock } from "../actors/runtime/mod.ts";
import { realClock, sleepOn } from "../actors/runtime/clock.ts";
import { seededRandom } from "../actors/runtime/random.ts";
import { ensureBroker } from "../db/brokers.ts";
import type { Db } from "../db/db.ts";
import { openDatabase } from "../db/open.ts";
import { fillsOf, lastOrders } from "../db/orders.ts";
import { exitsOfBroker } from "../db/order_exits.ts";
import { ensureUser } from "../db/users.ts";
import { fill, order } from "../domain/order.ts";
import { isFinal } from "../domain/order_life.ts";
import { orderExits, type Ticket } from "../domain/ticket.ts";
import { fixedPricesOf } from "../actors/manual_desk_fixture.ts";

/** How it is started: the only argument, as JSON. */
export const killWalkPlan = z.object({
  dataDir: z.string(),
  restUrl: z.string(),
  wsUrl: z.string(),
  accounts: z.array(z.object({ name: z.string(), apiKey: z.string(), secret: z.string() })),
  seed: z.int(),
  settles: z.boolean(),
});
/** How it is started. */
export type KillWalkPlan = z.infer<typeof killWalkPlan>;

/** What it prints when it settles. */
export const killWalkBooks = z.object({
  accounts: z.array(z.object({
    name: z.string(),
    orders: z.array(z.object({ order, fills: z.array(fill) })),
    exits: z.array(orderExits),
    balances: z.array(z.object({ currency: z.string(), free: z.string(), used: z.string() })),
  })),
});
/** What it prints when it settles. */
export type KillWalkBooks = z.infer<typeof killWalkBooks>;

/** It prints this once it trades. */
export const READY = "ready";
/** It prints this after each wish that it has carried out, or has heard nothing more of. */
export const WISHED = "wished";

const SYMBOL = "BTC/USDT";
/** Last prices, as the exchange told them last. */
const PRICES: Record<string, string> = {};
const [DESK, MANUAL, BROKERS] = ["/root/order-desk", "/root/manual-desk", "/root/brokers"];
const MOST_ORDERS = 20_000;
/** Who settles has a fast clock: what may still be on its way is waited for a minute of it. */
const FAST = 10;
const LOOK_EVERY_MS = 1_000;

interface House {
  readonly plan: KillWalkPlan;
  readonly system: System;
  readonly db: Db;
  readonly userId: string;
  readonly brokers: readonly { readonly id: string; readonly name: string }[];
  readonly random: () => number;
}

if (import.meta.main) {
  const plan = killWalkPlan.parse(JSON.parse(Deno.args[0] ?? ""));
  const house = await open(plan);
  console.log(READY);
  if (plan.settles) await settle(house);
  else await Promise.all(house.brokers.map(({ id }) => trade(house, id)));
}

async function open(plan: KillWalkPlan): Promise<House> {
  const { db } = await openDatabase({ dataDir: plan.dataDir });
  const { id: userId } = await ensureUser(db, "walker");
  const account = { userId, exchange: "demo", description: "", environment: "demo" as const, isDefault: false };
  const brokers = [];
  for (const { name } of plan.accounts) brokers.push(await ensureBroker(db, { ...account, name, paperBalances: {} }));
  await readPrice(plan);
  const system = await createSystem(treeOf(plan, db, brokers), { ...(plan.settles ? { clock: fastClock() } : {}) });
  return { plan, system, db, userId, brokers, random: seededRandom(plan.seed) };
}

function treeOf({ restUrl, wsUrl, accounts }: KillWalkPlan, db: Db, brokers: House["brokers"]) {
  const paths = { paper: {}, brokersPath: BROKERS };
  const moduleOf = (name: string) => import.meta.resolve(`../actors/${name}.actor.ts`);
  return supervisor({
    strategy: "rest_for_one",
    children: [
      {
        id: "brokers",
        supervisor: supervisor({
          strategy: "one_for_one",
          children: brokers.map(({ id, name }) => {
            const { apiKey, secret } = accounts.find((account) => account.name === name)!;
            const where = { exchange: "demo", environment: "demo", address: { restUrl, wsUrl } };
            const args = { brokerId: id, ...where, credentials: { apiKey, secret }, settings: { rateLimit: 1 } };
            return { id, module: moduleOf("ccxt_broker"), args };
          }),
        }),
      },
      { id: "order-desk", module: moduleOf("order_desk"), args: { db, ...paths, riskPath: null } },
      { id: "prices", module: fixedPricesOf(PRICES) },
      {
        id: "manual-desk",
        module: moduleOf("manual_desk"),
        args: { db, ...paths, orderDeskPath: DESK, venuesPath: "/root/prices" },
      },
    ],
  });
}

function fastClock(): TimerClock {
  const [nowMs, elapsedMs] = [realClock.now(), realClock.elapsed()];
  const passed = () => (realClock.elapsed() - elapsedMs) * FAST;
  return {
    now: () => nowMs + Math.floor(passed()),
    elapsed: passed,
    timer: (delayMs, run) => realClock.timer(delayMs / FAST, run),
    sleep(duration, signal) {
      return sleepOn(this, duration, signal);
    },
  };
}

/** The exchange may be asked in vain: its faults are for everybody. */
async function readPrice({ restUrl }: KillWalkPlan): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const response = await fetch(`${restUrl}/api/v3/ticker/price?symbol=BTCUSDT`);
    const { price } = await response.json().catch(() => ({})) as { price?: string };
    if (price !== undefined) {
      PRICES[SYMBOL] = String(Number(price));
      return;
    }
  }
  throw new Error("the exchange tells no price");
}

/** Trades until it is killed: whatever becomes of a wish is in the books. */
async function trade(house: House, brokerId: string): Promise<void> {
  for (let number = 1;; number++) {
    if (number % 10 === 0) await readPrice(house.plan);
    try {
      await wish(house, brokerId);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
    }
    console.log(WISHED);
  }
}

async function wish(house: House, brokerId: string): Promise<void> {
  const { system, userId, random } = house;
  const desk = system.whereis(MANUAL, manualDeskProtocol);
  const chance = random();
  const patient = { timeout: "30s" } as const;
  if (chance < 0.8) {
    const ticketId = crypto.randomUUID();
    await desk.ask("PlaceTicket", { userId, ticketId, ticket: randomTicket(house, brokerId) }, patient);
    return;
  }
  const open = (await lastOrders(house.db, userId, 40)).filter(({ state }) => !isFinal(state));
  const chosen = open[Math.floor(random() * open.length)];
  if (!chosen) return;
  const { clientOrderId, type } = chosen;
  if (chance < 0.87) await desk.ask("CancelOrder", { userId, clientOrderId }, patient);
  else {await desk.ask(
      "MoveOrder",
      { userId, clientOrderId, to: around(type === "take_profit" ? 1.03 : 0.97, random) },
      patient,
    );}
}

/** At the market, near it with exits, or so that it rests. */
function randomTicket({ random }: House, brokerId: string): Ticket {
  const side = random() < 0.5 ? "buy" : "sell";
  const quantity = (0.01 + Math.floor(random() * 20) / 100).toFixed(2);
  const plain = { brokerId, symbol: SYMBOL, quantity, price: null, stopLoss: null, takeProfit: null };
  const chance = random();
  if (chance < 0.4) return { ...plain, side, type: "market" };
  if (chance < 0.6) return { ...plain, side, type: "limit", price: around(side === "buy" ? 0.97 : 1.03, random) };
  const kind = random();
  return {
    ...plain,
    side: "buy",
    type: "limit",
    price: around(1.003, random, 0.002),
    stopLoss: kind < 0.8 ? around(0.97, random) : null,
    takeProfit: kind > 0.3 ? around(1.03, random) : null,
  };
}

function around(factor: number, random: () => number, spread = 0.01): string {
  return (Number(PRICES[SYMBOL]) * (factor + (random() - 0.5) * spread)).toFixed(2);
}

/** Looks up what is open, and prints the books, until it is killed. */
async function settle({ system, db, userId, brokers }: House): Promise<void> {
  for (;;) {
    system.whereis(DESK, orderDeskProtocol).tell("Reconcile");
    await realClock.sleep(LOOK_EVERY_MS);
    const orders = await lastOrders(db, userId, MOST_ORDERS);
    const accounts = [];
    for (const { id, name } of brokers) {
      const own = orders.filter(({ brokerId }) => brokerId === id);
      const withFills = [];
      for (const order of own) withFills.push({ order, fills: await fillsOf(db, order.clientOrderId) });
      const exits = await exitsOfBroker(db, userId, id, MOST_ORDERS);
      const broker = system.whereis(`${BROKERS}/${id}`, brokerProtocol);
      const balances = await broker.ask("GetBalances", undefined, { timeout: "1m" });
      accounts.push({ name, orders: withFills, exits, balances });
    }
    console.log(JSON.stringify({ accounts } satisfies KillWalkBooks));
  }
}
