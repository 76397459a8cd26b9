/** Somebody who trades by hand, and sends again, under the same key, what was not answered. */
import { z } from "zod";
import { below, type Random } from "../exchanges/demo/random.ts";
import { SYMBOLS, type Trader } from "./household.ts";
import type { TicketIntent } from "./journal.ts";
import { sleep } from "./waiting.ts";
import type { World } from "./world.ts";

const LONGEST_PAUSE_MS = 1_500;
/** The platform itself waits so long for an exchange. */
const ANSWER_MS = 35_000;
/** Chance of waiting a little longer, rather than asking a platform that is down. */
const PATIENCE = 0.9;
/** Quantities of both markets: a few hundred of quote currency. */
const QUANTITY: Readonly<Record<string, (random: number) => string>> = {
  "BTC/USDT": (random) => (0.005 + random * 0.02).toFixed(5),
  "ETH/USDT": (random) => (0.1 + random * 0.3).toFixed(4),
};

const orders = z.object({
  orders: z.array(z.object({ clientOrderId: z.string(), symbol: z.string(), type: z.string() })),
});

/** Trades until it is told to stop. */
export async function tradeByHand(world: World, trader: Trader, signal: AbortSignal): Promise<void> {
  const random = world.randomFor(`${trader.client.name} by hand`);
  while (!signal.aborted) {
    await sleep(random() * LONGEST_PAUSE_MS);
    const chance = random();
    if (!world.platform.answers && random() < PATIENCE) continue;
    const open = world.journal.tickets.find(({ by, status }) => by === trader.client && status === null);
    if (open !== undefined) await sendTicket(world, open);
    else if (chance < 0.75) await sendTicket(world, newTicket(world, trader, random));
    else await changeOne(world, trader, chance < 0.88 ? "cancel" : "move", random);
  }
}

/** Sends a ticket once more, under its key. */
export async function sendTicket({ journal, moments }: World, ticket: TicketIntent): Promise<void> {
  ticket.attempts++;
  const headers = { "Idempotency-Key": ticket.key };
  const answering = ticket.by.ask("POST", "/orders", { json: ticket.body, headers, timeoutMs: ANSWER_MS });
  moments.tell("ticket");
  const answer = await answering;
  // 5xx says that nobody knows: the same key is sent again
  if (answer === null || answer.status >= 500) journal.unanswered++;
  else ticket.status = answer.status;
}

function newTicket(world: World, { client, hand }: Trader, random: Random): TicketIntent {
  const body = { brokerId: hand.brokerId, ...wish(world, random) };
  const ticket: TicketIntent = {
    key: crypto.randomUUID(),
    brokerId: hand.brokerId,
    by: client,
    body,
    attempts: 0,
    status: null,
  };
  world.journal.tickets.push(ticket);
  return ticket;
}

/** At the market, near it with exits, or so that it rests. */
function wish({ priceOf }: World, random: Random): Record<string, unknown> {
  const symbol = SYMBOLS[below(random, SYMBOLS.length)]!;
  const quantity = QUANTITY[symbol]!(random());
  const price = priceOf(symbol);
  const at = (factor: number) => (price * factor).toFixed(2);
  const side = random() < 0.5 ? "buy" : "sell";
  const kind = random();
  if (kind < 0.35) return { symbol, side, type: "market", quantity };
  if (kind < 0.55) return { symbol, side, type: "limit", quantity, price: at(side === "buy" ? 0.998 : 1.002) };
  const near = 0.001 + random() * 0.002;
  const exits = random();
  return {
    ...{ symbol, side: "buy", type: "limit", quantity, price: at(1.002) },
    ...(exits < 0.8 ? { stopLoss: at(1 - near) } : {}),
    ...(exits > 0.3 ? { takeProfit: at(1.002 + near) } : {}),
  };
}

/** Cancels or moves one of the open orders. */
async function changeOne(
  { journal, priceOf }: World,
  { client, hand }: Trader,
  how: "cancel" | "move",
  random: Random,
): Promise<void> {
  const listed = await client.ask("GET", `/brokers/${hand.brokerId}/orders?which=open`, { timeoutMs: ANSWER_MS });
  if (listed?.status !== 200) return;
  const open = orders.parse(JSON.parse(listed.text)).orders;
  const chosen = open[below(random, open.length)];
  if (chosen === undefined) return;
  const { clientOrderId, symbol, type } = chosen;
  if (how === "cancel") {
    if (type !== "limit") journal.released.add(clientOrderId);
    journal.cancels++;
    await client.ask("DELETE", `/orders/${clientOrderId}`, { timeoutMs: ANSWER_MS });
  } else {
    const price = (priceOf(symbol) * (type === "take_profit" ? 1.002 : 0.998)).toFixed(2);
    journal.moves++;
    await client.ask("PATCH", `/orders/${clientOrderId}`, { json: { price }, timeoutMs: ANSWER_MS });
  }
}
