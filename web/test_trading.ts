/** For tests of pages: desks that answer from what they hold, and write down what they were asked. */
import type { Balance } from "../actors/broker_protocol.ts";
import { AskError } from "../actors/runtime/mod.ts";
import type { Db } from "../db/db.ts";
import { findOrder, saveIntent, updateOrder } from "../db/orders.ts";
import { Decimal } from "../domain/decimal.ts";
import type { Candle } from "../domain/candle.ts";
import type { ExchangeFailure } from "../domain/exchange_failure.ts";
import type { ExitName } from "../domain/exit_watch.ts";
import { ADOPTED_HOLDING, ADOPTED_ORDER, type Elsewhere, type HoldingToAdopt } from "../domain/foreign.ts";
import type { Market } from "../domain/market.ts";
import type { MarketView } from "../domain/market_view.ts";
import type { Order } from "../domain/order.ts";
import type { OrderExits, Ticket, TicketVerdict } from "../domain/ticket.ts";
import { orderOf } from "./client/trading/order_fixture.ts";
import type { TradingParts } from "./trading/parts.ts";

/** What the desks hold; a test may change it at any time. */
export interface TestTrading {
  markets: readonly Market[];
  view: MarketView | null;
  candles: readonly Candle[];
  prices: Readonly<Record<string, string>>;
  balances: readonly Balance[];
  exits: readonly OrderExits[];
  /** What came from elsewhere. */
  elsewhere: Elsewhere;
  /** Answers in the place of the venue desk's candles and prices. */
  venueFailure: ExchangeFailure | null;
  /** Broken = asking the broker's actor fails with this code. */
  brokerFault: "timeout" | "noproc" | null;
  /** What the desk finds in a ticket. */
  judge: (ticket: Ticket) => TicketVerdict;
  /** Why the risk guard would deny; null = it would not; broken = it does not answer. */
  limit: { readonly reason: string } | "noproc" | null;
  /** What the next orders become. */
  becomes: Partial<Order>;
  /** Fails the next asks of the manual desk, one each, null none; questions for exits, which pages ask by themselves, apart. */
  readonly faults: ("timeout" | "noproc" | null)[];
  /** What the manual desk was asked, the oldest first. */
  readonly asked: readonly { readonly kind: string; readonly payload: Record<string, unknown> }[];
}

/** The market of tests. */
export const TEST_MARKET: Market = {
  symbol: "BTC/USDT",
  base: "BTC",
  quote: "USDT",
  priceStep: "0.01",
  quantityStep: "0.00001",
  minQuantity: "0.0001",
  maxQuantity: "100",
  minNotional: "10",
};

/** Desks that hold one market and an account of 10,000 USDT and half a BTC. */
export function testTrading(): TestTrading {
  return {
    markets: [TEST_MARKET, { ...TEST_MARKET, symbol: "ETH/USDT", base: "ETH" }],
    view: null,
    candles: [],
    prices: { "BTC/USDT": "20000", "ETH/USDT": "1500" },
    balances: [{ currency: "USDT", free: "10000", used: "0" }, { currency: "BTC", free: "0.5", used: "0.1" }],
    exits: [],
    elsewhere: { orders: [], holdings: [], adopted: [], failure: null },
    venueFailure: null,
    brokerFault: null,
    judge: (ticket) => ({ verdict: "ok", ticket, changes: [], value: null, cautions: [] }),
    limit: null,
    becomes: { state: "accepted" },
    faults: [],
    asked: [],
  };
}

type Answers = Readonly<Record<string, (payload: never) => unknown>>;

/** What the services stand on, made of these desks. */
export function testParts(held: TestTrading, db: Db): TradingParts {
  const desk = (answers: Answers) => ({
    ask: (kind: string, payload: unknown) => Promise.resolve().then(() => answers[kind]!(payload as never)),
  });
  const manual = manualAnswers(held, db);
  const noted = Object.fromEntries(
    Object.entries(manual).map(([kind, answer]) => [kind, (payload: never) => {
      const fault = kind === "GetExits" ? undefined : held.faults.shift();
      (held.asked as { kind: string; payload: unknown }[]).push({ kind, payload });
      if (fault) throw askError(kind, fault);
      return answer(payload);
    }]),
  );
  return {
    db,
    symbols: held.markets.map(({ symbol }) => symbol),
    marketSpeed: 1,
    keeper: { statuses: () => Promise.resolve([]) },
    manualDesk: () => desk(noted) as never,
    venueDesk: () => desk(venueAnswers(held)) as never,
    orderDesk: () =>
      desk({
        GetMarket: ({ symbol }: { symbol: string }) => held.markets.find((one) => one.symbol === symbol) ?? null,
        GetFees: () => ({ maker: "0", taker: "0" }),
        AdoptOrder: (of: { userId: string; brokerId: string; orderId: string }) => adoptedOrder(held, db, of),
      }) as never,
    foreignDesk: () => desk({ GetElsewhere: () => held.elsewhere }) as never,
    riskGuard: () =>
      desk({
        Preview: () => {
          if (held.limit === "noproc") throw askError("Preview", "noproc");
          return held.limit === null ? { verdict: "allowed" } : { verdict: "denied", rule: "position", ...held.limit };
        },
      }) as never,
    brokerAt: () =>
      desk({
        GetBalances: () => {
          if (held.brokerFault) throw askError("GetBalances", held.brokerFault);
          return held.balances;
        },
      }) as never,
  };
}

function askError(kind: string, code: "timeout" | "noproc"): AskError {
  return new AskError(
    code,
    "/root/trading/manual-desk",
    kind,
    code === "timeout" ? "no answer in time" : "it is not there",
  );
}

function venueAnswers(held: TestTrading): Answers {
  const failed = () => held.venueFailure && { outcome: "failed", failure: held.venueFailure };
  return {
    GetView: () => held.view,
    GetCandles: () => failed() ?? { outcome: "told", candles: held.candles },
    GetPrices: ({ symbols }: { symbols: string[] }) =>
      failed() ??
        {
          outcome: "told",
          prices: Object.fromEntries(symbols.flatMap((one) => one in held.prices ? [[one, held.prices[one]]] : [])),
        },
  };
}

function manualAnswers(held: TestTrading, db: Db): Answers {
  return {
    CheckTicket: ({ ticket }: { ticket: Ticket }) => held.judge(ticket),
    GetExits: ({ brokerId }: { brokerId: string }) => held.exits.filter((one) => one.brokerId === brokerId),
    PlaceTicket: async ({ userId, ticketId, ticket }: { userId: string; ticketId: string; ticket: Ticket }) => {
      const verdict = held.judge(ticket);
      const order = orderOfTicket(userId, ticketId, ticket, held.becomes);
      const denied: Order = verdict.verdict === "ok" ? order : { ...order, state: "denied", reason: verdict.reason };
      await saveIntent(db, denied);
      return {
        order: await findOrder(db, denied.clientOrderId),
        exits: null,
        changes: verdict.verdict === "ok" ? verdict.changes : [],
      };
    },
    CancelOrder: async ({ clientOrderId }: { clientOrderId: string }) => {
      const isOf = (one: OrderExits) => one.clientOrderId === clientOrderId && one.state !== "waiting";
      if (!held.exits.some(isOf)) return await changed(db, clientOrderId, { state: "canceled" });
      held.exits = held.exits.filter((one) => !isOf(one));
      return await changed(db, clientOrderId, {});
    },
    MoveOrder: async ({ clientOrderId, to, exit }: { clientOrderId: string; to: string; exit?: ExitName }) => {
      if (exit === undefined) return await changed(db, clientOrderId, { price: to });
      const moved = exit === "stop" ? { stopLoss: to } : { takeProfit: to };
      held.exits = held.exits.map((one) => one.clientOrderId === clientOrderId ? { ...one, ...moved } : one);
      return await changed(db, clientOrderId, {});
    },
    AdoptHolding: async (
      { userId, ticketId, holding }: { userId: string; ticketId: string; holding: HoldingToAdopt },
    ) => {
      const { brokerId, symbol, quantity, entryPrice } = holding;
      const clientOrderId = `m-${ticketId.replaceAll("-", "")}`;
      const names = { clientOrderId, userId, brokerId, symbol, purpose: ADOPTED_HOLDING };
      const order = orderOf({ ...names, type: "market", price: null, quantity, state: "filled" });
      await saveIntent(db, order);
      const filledQuote = new Decimal(quantity).times(entryPrice).toFixed();
      await updateOrder(db, { ...order, filledQuantity: quantity, filledQuote });
      return { outcome: "adopted", order: await findOrder(db, clientOrderId), exits: null };
    },
    ReleaseHolding: async ({ clientOrderId }: { clientOrderId: string }) => {
      const order = (await findOrder(db, clientOrderId))!;
      return order.purpose === ADOPTED_HOLDING ? { outcome: "done", order } : { outcome: "unknown" };
    },
    CancelAll: async ({ brokerId }: { brokerId: string }) => {
      const rows =
        await db`select client_order_id as id from trades where broker_id = ${brokerId} and state = 'accepted'`;
      return { results: await Promise.all(rows.map(({ id }) => changed(db, id, { state: "canceled" }))) };
    },
  };
}

/** Taken over under the exchange's own name of it; refused where there is none of that name. */
async function adoptedOrder(
  { elsewhere }: TestTrading,
  db: Db,
  { userId, brokerId, orderId }: { userId: string; brokerId: string; orderId: string },
) {
  const theirs = elsewhere.orders.find((order) => order.orderId === orderId);
  if (!theirs) return { outcome: "refused", reason: `there is no open order "${orderId}" that was placed elsewhere` };
  const { symbol, side, type, quantity, price } = theirs;
  const names = { clientOrderId: `f-${orderId}`, userId, brokerId, purpose: ADOPTED_ORDER };
  const order = orderOf({ ...names, symbol, side, type, quantity, price });
  await saveIntent(db, order);
  return { outcome: "adopted", order };
}

async function changed(db: Db, clientOrderId: string, change: Partial<Order>) {
  const order = { ...(await findOrder(db, clientOrderId))!, ...change };
  await updateOrder(db, order);
  return { outcome: "done", order };
}

function orderOfTicket(userId: string, ticketId: string, ticket: Ticket, becomes: Partial<Order>): Order {
  const { brokerId, symbol, side, type, quantity, price } = ticket;
  const nowMs = Date.now();
  return orderOf({
    clientOrderId: `m-${ticketId.replaceAll("-", "")}`,
    userId,
    ...{ brokerId, symbol, side, type, quantity, price },
    createdMs: nowMs,
    updatedMs: nowMs,
    ...becomes,
  });
}
