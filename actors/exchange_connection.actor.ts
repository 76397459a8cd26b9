/**
 * A connection to any exchange, through ccxt: one of its classes, loaded in this actor's own worker.
 * Holds: what is wished by whom, what is listened to at the exchange for that, and what is kept of it.
 * **Hears** wishes and their ends, questions (see exchange_connection_protocol.ts), the death of who wished, and what ccxt
 * says.
 * **Tells** `marketData` to each wish at its pace; how the connection is (`connections`) on each change of its state.
 * **On restart** nothing is wished any more; it says so on `connections` by the state `idle`, and who wished wishes again.
 */
import { ExchangeRefused } from "../domain/exchange_error.ts";
import type { CcxtConnection } from "../exchanges/ccxt/connection.ts";
import { Demand } from "../exchanges/ccxt/demand.ts";
import type { Plan } from "../exchanges/ccxt/plan.ts";
import type { Heard, Source } from "../exchanges/ccxt/source.ts";
import {
  type CcxtConnectionArgs,
  ccxtConnectionArgs,
  ccxtConnectionProtocol,
} from "./exchange_connection/ccxt_protocol.ts";
import { connect, followAddress } from "./exchange_connection/connect.ts";
import { ExchangeQuestions } from "./exchange_connection/questions.ts";
import { ConnectionStatus } from "./exchange_connection/status.ts";
import { type Flow, problemOf, Subscriptions } from "./exchange_connection/subscriptions.ts";
import {
  type ConnectionInfo,
  exchangeConnectionProtocol,
  type Subscription,
  type WatchAnswer,
} from "./exchange_connection_protocol.ts";
import { type ActorContext, type ActorRef, defineActor } from "./runtime/mod.ts";
import { connections, marketData } from "./topics.ts";

const CHECK_SOCKETS_EVERY_MS = 10_000;

export { exchangeConnectionProtocol };

interface State {
  readonly args: CcxtConnectionArgs;
  /** The name under which it tells. */
  readonly exchange: string;
  readonly connection: CcxtConnection;
  readonly questions: ExchangeQuestions;
  readonly subscriptions: Subscriptions;
  /** What is listened to, for which flows. */
  readonly demand: Demand<string>;
  /** Sources that were heard since they began, and those that wait to be tried again. */
  readonly heard: Set<Source>;
  readonly waiting: Set<Source>;
  /** Cancels the watch of each subscriber. */
  readonly watched: Map<string, () => void>;
  readonly status: ConnectionStatus;
}

type Context = ActorContext<typeof ccxtConnectionProtocol>;

export default defineActor({
  protocol: ccxtConnectionProtocol,
  args: ccxtConnectionArgs,
  mailbox: { capacity: 50_000 },
  async init(ctx, args): Promise<State> {
    const subscriptions = new Subscriptions(ctx.self.path);
    const connection = await connect(ctx, args, subscriptions);
    ctx.every(CHECK_SOCKETS_EVERY_MS, "CheckSockets");
    const { tellsAs: exchange = args.exchange } = args;
    const questions = new ExchangeQuestions(connection, ctx);
    const [heard, waiting, watched] = [new Set<Source>(), new Set<Source>(), new Map<string, () => void>()];
    const status = new ConnectionStatus(exchange, ctx.clock.now());
    const demand = new Demand<string>();
    const held = { subscriptions, demand, heard, waiting, watched, status };
    const state = { args, exchange, connection, questions, ...held };
    tellInfo(state, ctx);
    return state;
  },
  on: {
    Watch: (state, { subscriber, subscription }, ctx) => watch(state, subscriber, subscription, ctx),
    Unwatch(state, { id }, ctx) {
      const ended = state.subscriptions.remove(id);
      if (ended) endFlows(state, [ended], ctx);
      forgetSubscribers(state);
    },
    GetLatest: (state, { key }) => state.subscriptions.get(key)?.kept.latest() ?? null,
    GetConnectionInfo: (state) => infoOf(state),
    FetchCandles: ({ questions }, of) => questions.candles(of),
    FetchTickers: ({ questions }, of) => questions.tickers(of),
    Answered(state, of, ctx) {
      state.questions.answered(of);
      if (of.answer.outcome === "failed") followAddress(ctx, state.args, state.connection);
    },
    async Close(state, _, ctx) {
      endFlows(state, state.subscriptions.clear(), ctx);
      forgetSubscribers(state);
      await state.connection.close();
      toState(state, "closed", ctx);
    },
    Heard: (state, { source, heard }, ctx) => hear(state, source, heard, ctx),
    Failed: (state, { source, failure, retryInMs }, ctx) => fail(state, source, failure, retryInMs, ctx),
    TellFlow(state, { key }, ctx) {
      const flow = state.subscriptions.get(key);
      if (flow) tellFlow(flow, ctx);
    },
    SubscriberEnded(state, { path }, ctx) {
      state.watched.delete(path);
      endFlows(state, state.subscriptions.removeOf(path), ctx);
    },
    CheckSockets: ({ connection, args }) => connection.dropSilent(args.silenceMs),
  },
  terminate: ({ connection }) => connection.close(),
});

function watch(state: State, subscriber: string, subscription: Subscription, ctx: Context): WatchAnswer {
  const plan = planOf(state, subscription);
  if ("reason" in plan) return { outcome: "refused", reason: plan.reason };
  const { id, flow } = state.subscriptions.add(subscriber, subscription, plan.how);
  if (!state.watched.has(subscriber)) {
    state.watched.set(subscriber, ctx.watch(ctx.whereis(subscriber, {}) as ActorRef, "SubscriberEnded"));
  }
  for (const source of state.demand.want(flow.key, subscription, plan)) state.connection.begin(source, plan.how);
  toState(state, stateOf(state), ctx);
  return { outcome: "watching", id, key: flow.key, how: flow.how };
}

function planOf({ connection }: State, subscription: Subscription): Plan | { readonly reason: string } {
  const problem = problemOf(subscription);
  if (problem !== null) return { reason: `${connection.name}: ${problem}` };
  try {
    return connection.plan(subscription);
  } catch (error) {
    if (error instanceof ExchangeRefused) return { reason: error.message };
    throw error;
  }
}

/** Ends what nobody needs any more. */
function endFlows(state: State, flows: readonly Flow[], ctx: Context): void {
  for (const source of flows.flatMap(({ key }) => state.demand.release(key))) {
    state.connection.end(source);
    state.heard.delete(source);
    state.waiting.delete(source);
  }
  toState(state, stateOf(state), ctx);
}

function forgetSubscribers({ watched, subscriptions }: State): void {
  const left = subscriptions.subscribers();
  for (const [path, cancel] of watched) {
    if (left.has(path)) continue;
    cancel();
    watched.delete(path);
  }
}

function hear(state: State, source: Source, heard: Heard, ctx: Context): void {
  const { demand, subscriptions, exchange } = state;
  if (demand.usersOf(source).length === 0) return; // said before it was ended
  state.heard.add(source);
  state.waiting.delete(source);
  toState(state, stateOf(state), ctx);
  for (const { flow, inMs } of subscriptions.hear(source.channel, { ...heard, exchange }, ctx.clock.now())) {
    if (inMs === 0) tellFlow(flow, ctx);
    else ctx.after(inMs, "TellFlow", { key: flow.key });
  }
}

function tellFlow(flow: Flow, ctx: Context): void {
  for (const event of flow.take(ctx.clock.now())) ctx.publish(marketData.key(flow.key), event);
}

function fail(state: State, source: Source, failure: Error, retryInMs: number | null, ctx: Context): void {
  const users = state.demand.usersOf(source);
  if (users.length === 0) return;
  state.status.lastError = failure.message;
  for (const key of users) {
    const flow = state.subscriptions.get(key);
    if (flow) flow.error = failure.message;
  }
  const { channel, symbols } = source;
  const fields = { channel, symbols: symbols.join(" "), why: failure.message };
  if (retryInMs === null) {
    state.demand.forget(source);
    state.heard.delete(source);
    state.waiting.delete(source);
    ctx.log.error("The exchange refuses a stream", fields);
  } else {
    state.waiting.add(source);
    followAddress(ctx, state.args, state.connection);
    ctx.log.warn("A stream is lost and will be tried again", { ...fields, retryInMs });
  }
  if (!toState(state, stateOf(state), ctx)) tellInfo(state, ctx);
}

function stateOf({ demand, subscriptions, waiting, heard }: State): ConnectionInfo["state"] {
  if (demand.sources().length === 0) return "idle";
  if (waiting.size > 0) return "waiting";
  if (heard.size === 0) return "connecting";
  return subscriptions.flows().some(({ how }) => how === "poll") ? "polling" : "live";
}

/** Goes over to a state and tells it. Whether it is another one. */
function toState(state: State, to: ConnectionInfo["state"], ctx: Context): boolean {
  const changed = state.status.to(to, ctx.clock.now());
  if (!changed) return false;
  ctx.log.info("The connection changes its state", { exchange: state.exchange, state: to });
  tellInfo(state, ctx);
  return true;
}

function tellInfo(state: State, ctx: Context): void {
  ctx.publish(connections.key(ctx.self.path), infoOf(state));
}

function infoOf({ status, connection, subscriptions }: State): ConnectionInfo {
  status.sockets = connection.sockets;
  status.reconnects = connection.outages;
  return status.info(subscriptions);
}
