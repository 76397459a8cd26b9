/**
 * From the click on a ticket to the order acknowledged, the whole platform on loopback: page server, manual desk, order desk,
 * database, broker, exchange and back. Beside it the bare call of ccxt to the same exchange, in turns with ours.
 */
import ccxt from "ccxt";
import { demoExchangeProtocol } from "../actors/demo_exchange_protocol.ts";
import { PATHS } from "../actors/tree.ts";
import { type House, openHouse, until } from "../tests/house.ts";
import type { Figure } from "./figure.ts";

const TICKETS = 60;
const WARM_UP = 5;
/** So long between two, that no rate limit makes one wait: an account may place 100 orders within 10 seconds. */
const PAUSE_MS = 150;
const LIMIT_MS = 60_000;
const SYMBOL = "BTC/USDT";
const QUANTITY = 0.001;

type Place = (side: "buy" | "sell") => Promise<void>;

/** Measures; about half a minute. */
export async function benchTicket(): Promise<Figure[]> {
  await using house = await openHouse();
  const byTicket = await ticketsOf(house);
  const bare = await bareCcxt(house);
  try {
    const [ours, theirs] = await inTurns(byTicket, bare.place);
    const ratio = (share: number) => `${(at(ours, share) / at(theirs, share)).toFixed(2)} × the bare call`;
    const group = `${TICKETS} market orders on loopback, one at a time`;
    return [
      { group, name: "ticket to acknowledged, p50", value: at(ours, 0.5), unit: "ms", note: ratio(0.5) },
      { group, name: "ticket to acknowledged, p99", value: at(ours, 0.99), unit: "ms", note: ratio(0.99) },
      { group, name: "ccxt's createOrder to the same exchange, p50", value: at(theirs, 0.5), unit: "ms" },
      { group, name: "ccxt's createOrder to the same exchange, p99", value: at(theirs, 0.99), unit: "ms" },
    ];
  } finally {
    await bare.close();
  }
}

/** An account at the demo exchange, and orders at it as the page sends them. */
async function ticketsOf({ url }: House): Promise<Place> {
  const post = async (path: string, body: unknown) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const form = {
    name: "bench",
    exchange: "demo",
    description: "",
    environment: "demo",
    isDefault: true,
    credentials: {},
  };
  const saved = await post("/account/brokers", form);
  if (saved.outcome !== "saved") throw new Error(`Cannot add an account: ${JSON.stringify(saved)}`);
  const brokerId = saved.broker.id;
  const ticket = { brokerId, symbol: SYMBOL, type: "market", quantity: String(QUANTITY) };
  const none = { price: null, stopLoss: null, takeProfit: null };
  await until("the account can be traded with", LIMIT_MS, async () => {
    const verdict = await post(`/api/trading/${brokerId}/check`, { ticket: { ...ticket, ...none, side: "buy" } })
      .catch((error: Error) => ({ verdict: error.message }));
    return verdict.verdict === "ok";
  });
  return async (side) => {
    const ticketId = crypto.randomUUID();
    const { order } = await post(`/api/trading/${brokerId}/place`, { ticketId, ticket: { ...ticket, ...none, side } });
    if (!["accepted", "partially_filled", "filled"].includes(order.state)) {
      throw new Error(`An order was not taken: ${order.state} ${order.reason}`);
    }
  };
}

/** Another account at the same exchange, and ccxt's own class. */
async function bareCcxt({ system }: House): Promise<{ place: Place; close(): Promise<void> }> {
  const demo = system.whereis(PATHS.demoExchange, demoExchangeProtocol);
  const { restUrl } = await demo.ask("GetAddress", undefined);
  const { apiKey, secret } = await demo.ask("OpenAccount", { name: "bare" });
  const api = { public: `${restUrl}/api/v3`, private: `${restUrl}/api/v3`, sapi: `${restUrl}/sapi/v1` };
  const exchange = new ccxt.binance({ apiKey, secret, urls: { api }, options: { fetchMarkets: { types: ["spot"] } } });
  await exchange.loadMarkets();
  return {
    place: async (side) => void await exchange.createOrder(SYMBOL, "market", side, QUANTITY),
    close: () => exchange.close(),
  };
}

/** One of each after the other, so that whatever else the machine does meets both alike; ms, sorted. */
async function inTurns(ours: Place, theirs: Place): Promise<[ours: number[], theirs: number[]]> {
  const took: [number[], number[]] = [[], []];
  for (let n = -WARM_UP; n < TICKETS; n++) {
    for (const [index, place] of [ours, theirs].entries()) {
      const beganMs = performance.now();
      await place(n % 2 === 0 ? "buy" : "sell");
      if (n >= 0) took[index]!.push(performance.now() - beganMs);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  for (const of of took) of.sort((a, b) => a - b);
  return took;
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}
