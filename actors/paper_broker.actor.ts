/**
 * The paper broker: the Broker port over the paper exchange, filled from the market's own prints.
 * Holds: the paper exchange's state (money, open orders, what it reported), and one subscription a market with open orders.
 * **Hears** the Broker port's messages, and the public prints of markets on which orders are open.
 * **Tells** `brokerEvents` under its broker's id: everything that happens to its orders.
 * **On restart** the money is the starting cash plus every stored fill, and stored orders that it had accepted are open
 * again; an order that it took but nobody stored as accepted is gone, and a look-up says so.
 */
import { z } from "zod";
import type { Db } from "../db/db.ts";
import { fillsOf, fillsOfBroker, openOrders } from "../db/orders.ts";
import { decimalText } from "../domain/decimal.ts";
import { type Market, type Symbol, symbol } from "../domain/market.ts";
import { type Trade, tradePrinted } from "../domain/trade.ts";
import { cancelOrder, type PaperStep, placeGroup, placeOrder, printTrade } from "../exchanges/paper/paper_exchange.ts";
import { paperMarket } from "../exchanges/paper/paper_markets.ts";
import { balancesOf, settle } from "../exchanges/paper/paper_money.ts";
import {
  forgetPrice,
  newPaperState,
  PAPER_RULES,
  type PaperRules,
  type PaperState,
  restoreOrder,
} from "../exchanges/paper/paper_state.ts";
import { abilities, brokerProtocol } from "./broker_protocol.ts";
import { databaseArg } from "./database_arg.ts";
import { marketSourceProtocol } from "./market_desk_protocol.ts";
import { type ActorContext, type ActorRef, AskError, defineActor } from "./runtime/mod.ts";
import { brokerEvents, trades } from "./topics.ts";

/** What the paper broker hears. */
export const paperBrokerProtocol = { ...brokerProtocol, TradePrinted: { in: tradePrinted } } as const;

const paperBrokerArgs = z.object({
  db: databaseArg,
  brokerId: z.string(),
  /** What the account started with, by currency. */
  cash: z.record(z.string(), decimalText),
  /** Markets whose prints are always published. */
  symbols: z.array(symbol),
  /** Who knows the exchange's other markets, which are followed when somebody needs them; null = only `symbols` are traded. */
  feedPath: z.string().nullable().default(null),
  feeRate: decimalText.default(PAPER_RULES.feeRate),
  feeCurrency: z.enum(["quote", "received"]).default(PAPER_RULES.feeCurrency),
  liquidity: z.enum(["print", "unlimited"]).default(PAPER_RULES.liquidity),
  /** Which exits it holds itself. */
  holds: abilities.omit({ environment: true }).default(PAPER_RULES.holds),
});

interface State {
  readonly brokerId: string;
  readonly feed: ActorRef<typeof marketSourceProtocol> | null;
  /** Markets that are traded here, as far as somebody asked. */
  readonly markets: Map<Symbol, Market>;
  readonly rules: PaperRules;
  exchange: PaperState;
  /** Unsubscribers of the markets that are followed. */
  readonly followed: Map<Symbol, () => void>;
  /** The print heard last of each market that is followed. */
  readonly lastPrints: Map<Symbol, Trade>;
}

type Context = ActorContext<typeof paperBrokerProtocol>;

/** Shorter than who asks for a market waits. */
const RULES_MS = 2_000;

export default defineActor({
  protocol: paperBrokerProtocol,
  args: paperBrokerArgs,
  mailbox: { capacity: 100_000 },
  async init(ctx, { db, brokerId, cash, symbols, feedPath, ...rules }): Promise<State> {
    const feed = feedPath === null ? null : ctx.whereis(feedPath, marketSourceProtocol);
    const markets = new Map(symbols.map((symbol) => [symbol, paperMarket(symbol)]));
    const [exchange, followed, lastPrints] = [newPaperState(cash), new Map(), new Map()];
    const state: State = { brokerId, feed, markets, rules, exchange, followed, lastPrints };
    state.exchange = await restore(db, brokerId, state.exchange);
    followOpenOrders(state, ctx);
    return state;
  },
  on: {
    PlaceOrder(state, request, ctx) {
      const { answer, ...step } = placeOrder(state.exchange, request, state.rules, ctx.clock.now());
      take(state, step, ctx);
      return answer;
    },
    PlaceGroup(state, { orders }, ctx) {
      const { answer, ...step } = placeGroup(state.exchange, orders, state.rules, ctx.clock.now());
      take(state, step, ctx);
      return answer;
    },
    GetAbilities: ({ rules: { holds } }) => ({ ...holds, environment: "demo" as const }),
    CancelOrder(state, { clientOrderId }, ctx) {
      const { canceled, reason, ...step } = cancelOrder(state.exchange, clientOrderId, ctx.clock.now());
      take(state, step, ctx);
      return { canceled, reason };
    },
    TradePrinted(state, { trade }, ctx) {
      if (!state.followed.has(trade.symbol)) return; // was on its way when the last order ended
      if (wasHeard(state, trade)) return;
      state.lastPrints.set(trade.symbol, trade);
      take(state, printTrade(state.exchange, trade, state.rules), ctx);
    },
    GetOrderEvents: (state, { clientOrderId }) => [...state.exchange.reports.get(clientOrderId) ?? []],
    GetBalances: (state) => balancesOf(state.exchange, state.rules),
    // nobody else can place an order here
    GetForeign: (state) => ({ orders: [], balances: balancesOf(state.exchange, state.rules) }),
    GetMarket: (state, { symbol }, ctx) => state.markets.get(symbol) ?? findMarket(state, symbol, ctx),
    GetFees: ({ rules: { feeRate } }) => ({ maker: feeRate, taker: feeRate }),
  },
});

/** A feed that fell and begins anew may tell prints again: they are no new liquidity. */
function wasHeard({ lastPrints }: State, { symbol, id, timeMs }: Trade): boolean {
  const last = lastPrints.get(symbol);
  return last !== undefined && id <= last.id && timeMs <= last.timeMs;
}

/** A market of the exchange that nobody asked for before; null where it has none, or does not answer. */
async function findMarket({ feed, markets }: State, symbol: Symbol, ctx: Context): Promise<Market | null> {
  if (!feed) return null;
  try {
    const market = await feed.ask("GetMarket", { symbol }, { timeout: RULES_MS });
    if (market) markets.set(symbol, market);
    return market;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    ctx.log.warn("The feed does not tell the rules of a market", { symbol, why: error.message });
    return null;
  }
}

/** Cash plus every fill, and the orders that were accepted and are not over. */
async function restore(db: Db, brokerId: string, fresh: PaperState): Promise<PaperState> {
  let state = fresh;
  for (const { symbol, side, fill } of await fillsOfBroker(db, brokerId)) {
    state = { ...state, totals: settle(state.totals, symbol, side, fill) };
  }
  for (const order of await openOrders(db)) {
    if (order.brokerId !== brokerId) continue;
    state = restoreOrder(state, order, await fillsOf(db, order.clientOrderId));
  }
  return state;
}

/** Takes the next state, and reports what led to it. */
function take(state: State, { state: exchange, events }: PaperStep, ctx: Context): void {
  state.exchange = exchange;
  if (events.length === 0) return;
  for (const event of events) ctx.publish(brokerEvents.key(state.brokerId), event);
  followOpenOrders(state, ctx);
}

/** Hears the prints of exactly the markets on which an order is open. */
function followOpenOrders(state: State, ctx: Context): void {
  const wanted = new Set(state.exchange.open.map(({ request }) => request.symbol));
  for (const [symbol, unfollow] of state.followed) {
    if (wanted.has(symbol)) continue;
    unfollow();
    state.followed.delete(symbol);
    state.lastPrints.delete(symbol);
    state.exchange = forgetPrice(state.exchange, symbol);
  }
  for (const symbol of wanted) {
    if (!state.followed.has(symbol)) state.followed.set(symbol, ctx.subscribe(trades.key(symbol), "TradePrinted"));
  }
}
