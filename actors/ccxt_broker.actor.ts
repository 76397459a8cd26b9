/**
 * A broker through ccxt: the Broker port over one account at any exchange, with the one instance of ccxt that it has.
 * Holds: the exchange's markets, what it reported of our orders, and the private stream.
 * **Hears** the Broker port's messages, and what the private stream tells.
 * **Tells** `brokerEvents` under its broker's id: everything that happens to orders that it was asked about; `accountEvents`:
 * that the exchange has told of other orders, or of balances.
 * Orders go out side by side; who waits for whom is in `ccxt_broker/turns.ts`.
 * **On restart** it knows no orders: those that the order desk asks for by their client order ids are followed again, and
 * looked up every minute and whenever the private stream was lost. It asks anew where the demo exchange is, and ends with
 * that.
 */
import type { Symbol } from "../domain/market.ts";
import type { ExchangeFailure } from "../domain/exchange_failure.ts";
import { demoSettings } from "../exchanges/ccxt/demo.ts";
import { CcxtBroker } from "../exchanges/ccxt/broker.ts";
import { OrderTracker } from "../exchanges/ccxt/broker_tracker.ts";
import { CcxtConnection } from "../exchanges/ccxt/connection.ts";
import { cancelOrder, placeGroup, placeOrder } from "./ccxt_broker/placing.ts";
import { demoAddress } from "./ccxt_broker/demo_address.ts";
import { pictureOf } from "./ccxt_broker/picture.ts";
import {
  type CcxtBrokerArgs,
  ccxtBrokerArgs,
  ccxtBrokerProtocol,
  type PrivateChannel,
} from "./ccxt_broker/protocol.ts";
import { hear, lookUp } from "./ccxt_broker/reports.ts";
import type { Context, State } from "./ccxt_broker/state.ts";
import { BrokerTurns } from "./ccxt_broker/turns.ts";
import type { Balance } from "./broker_protocol.ts";
import { defineActor, later } from "./runtime/mod.ts";

export { ccxtBrokerProtocol };

/** The exchange has a moment to let the stream flow again before orders are looked up. */
const AFTER_RECONNECT_MS = 1_000;
/** A stream that was refused is tried again after this. */
const LISTEN_AGAIN = "1m";
/** A private stream may be silent for long; one that was for so long is opened anew, ms. */
const SILENCE_MS = 900_000;
/** What ccxt calls the streams. */
const STREAMS_BY = { orders: "watchOrders", fills: "watchMyTrades", balance: "watchBalance" } as const;

export default defineActor({
  protocol: ccxtBrokerProtocol,
  args: ccxtBrokerArgs,
  mailbox: { capacity: 100_000 },
  async init(ctx, args): Promise<State> {
    const broker = await open(ctx, args);
    const connection = connectionOf(ctx, broker);
    const channels = broker.hasKey && args.listens ? ["orders", "fills", "balance"] as const : [];
    for (const channel of channels) ctx.self.tell("Listen", { channel });
    ctx.every("1m", "Reconcile");
    const { brokerId, environment } = args;
    const [tracker, sent] = [new OrderTracker(), new Map<string, number>()];
    const [groups, partners] = [new Map<string, string>(), new Map<string, string>()];
    const turns = new BrokerTurns();
    return { brokerId, environment, broker, connection, tracker, sent, groups, partners, turns, balances: [] };
  },
  on: {
    PlaceOrder: (state, request, ctx) => later(state.turns.send(() => placeOrder(state, request, ctx))),
    PlaceGroup: (state, group, ctx) => later(state.turns.send(() => placeGroup(state, group, ctx))),
    GetAbilities: ({ broker, environment }) => ({ ...broker.abilities, environment }),
    CancelOrder: (state, order, ctx) => later(cancelOrder(state, order, ctx)),
    GetOrderEvents: (state, of, ctx) => later(state.turns.takeIn(() => eventsOf(state, of, ctx))),
    GetBalances: (state, _, ctx) => later(balancesOf(state, ctx)),
    GetForeign: (state, { symbols }, ctx) => later(state.turns.takeIn(() => pictureOf(state, symbols, ctx))),
    SignIn: ({ broker }) =>
      later(toldOf(broker, async () => ({ outcome: "connected" as const, ...await broker.signIn() }))),
    GetMarkets: ({ broker }) =>
      later(toldOf(broker, async () => ({ outcome: "told" as const, markets: await broker.markets() }))),
    GetMarket: ({ broker }, { symbol }, ctx) =>
      later(told(broker, () => broker.market(symbol), "The exchange does not tell its markets", { symbol }, ctx)),
    GetFees: ({ broker }, { symbol }, ctx) =>
      later(told(broker, () => broker.fees(symbol), "The exchange does not tell its fees", { symbol }, ctx)),
    Heard: (state, { heard }, ctx) => later(state.turns.takeIn(() => hear(state, heard, ctx))),
    StreamLost(_, { channel, why, retryInMs }, ctx) {
      ctx.log.warn("The private stream is lost", { channel, why, retryInMs });
      if (retryInMs === null) ctx.after(LISTEN_AGAIN, "Listen", { channel });
      else ctx.after(retryInMs + AFTER_RECONNECT_MS, "Reconcile");
    },
    Listen: ({ broker, connection }, { channel }, ctx) => listen(broker, connection, channel, ctx),
    LookUp: (state, of, ctx) => later(state.turns.takeIn(() => lookUpOpen(state, of, ctx))),
    Reconcile({ tracker, connection }, _, ctx) {
      connection.dropSilent(SILENCE_MS);
      for (const { symbol, clientOrderId } of tracker.open()) ctx.self.tell("LookUp", { symbol, clientOrderId });
    },
    DemoEnded: (_state, _down, ctx) => ctx.stop(),
  },
  terminate: ({ connection }) => connection.close(),
});

async function eventsOf(
  state: State,
  { symbol, clientOrderId, orderId }: { symbol: Symbol; clientOrderId: string; orderId?: string | undefined },
  ctx: Context,
) {
  state.tracker.track(symbol, clientOrderId, orderId);
  const found = await lookUp(state, symbol, clientOrderId, ctx);
  return found === null ? null : found ? state.tracker.events(clientOrderId) : [];
}

async function lookUpOpen(
  state: State,
  { symbol, clientOrderId }: { readonly symbol: Symbol; readonly clientOrderId: string },
  ctx: Context,
): Promise<void> {
  const isOpen = state.tracker.open().some((order) => order.clientOrderId === clientOrderId);
  if (isOpen) await lookUp(state, symbol, clientOrderId, ctx);
}

/** As the exchange tells them now; while it does not, as it told them last. */
async function balancesOf(state: State, ctx: Context): Promise<Balance[]> {
  const balances = await told(
    state.broker,
    () => state.broker.balances(),
    "The exchange does not tell the balances",
    {},
    ctx,
  );
  return state.balances = balances ?? state.balances;
}

/** What is asked for; null where the exchange does not tell. */
async function told<T>(
  broker: CcxtBroker,
  ask: () => Promise<T>,
  silence: string,
  fields: Record<string, string>,
  ctx: Context,
): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    ctx.log.warn(silence, { ...fields, why: broker.wordsOf(error) });
    return null;
  }
}

async function toldOf<T>(
  broker: CcxtBroker,
  ask: () => Promise<T>,
): Promise<T | { outcome: "failed"; failure: ExchangeFailure }> {
  try {
    return await ask();
  } catch (error) {
    return { outcome: "failed", failure: broker.exchangeFailureOf(error) };
  }
}

/** @throws {ExchangeUnavailable} when the demo exchange is not there. */
async function open(ctx: Context, args: CcxtBrokerArgs): Promise<CcxtBroker> {
  const { environment, credentials } = args;
  const isDemo = args.exchange === "demo";
  const address = isDemo ? args.address ?? await demoAddress(ctx, args.demoPath) : undefined;
  const settings = { ...address ? demoSettings(address) : {}, ...args.settings };
  return await CcxtBroker.open({
    id: isDemo ? "binance" : args.exchange,
    // the demo exchange has no other world: its address stands where a live one would
    environment: isDemo ? "live" : environment,
    credentials,
    settings,
    ...(address ? { name: "Demo exchange", hosts: hostsOf(address) } : {}),
  }, {
    clock: ctx.clock,
    contain: (run) => ctx.contain(run, () => ctx.log.debug("ccxt left an error behind")),
    note: (what, why) => ctx.log.debug(what, { why }),
  });
}

/** Nothing that is meant for the demo exchange may reach the exchange that it plays. */
function hostsOf(address: NonNullable<CcxtBrokerArgs["address"]>): string[] {
  return Object.values(address).map((url) => new URL(url).host);
}

function connectionOf(ctx: Context, broker: CcxtBroker): CcxtConnection {
  return new CcxtConnection({
    exchange: broker.exchange,
    name: broker.name,
    clock: ctx.clock,
    random: ctx.random,
    contain: broker.world.contain,
    levels: () => 0,
    heard: (_, heard) => ctx.self.tell("Heard", { heard }),
    failed: ({ channel }, failure, retryInMs) =>
      ctx.self.tell("StreamLost", { channel, why: broker.wordsOf(failure), retryInMs }),
    note: (what, why) => ctx.log.debug(what, { why }),
  });
}

/** Listens where the exchange streams; else the look-up of each minute has to do. */
function listen(broker: CcxtBroker, connection: CcxtConnection, channel: PrivateChannel, ctx: Context): void {
  const { has } = broker.exchange;
  const streams = has[STREAMS_BY[channel]];
  if (streams) connection.begin({ channel, symbols: [], timeframe: null }, "stream");
  else ctx.log.info("The exchange has no private stream of this kind; it is asked every minute", { channel });
}
