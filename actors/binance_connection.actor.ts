/**
 * One connection to Binance, or to whoever speaks its protocol: gives each actor the market data that it wishes, and with
 * a key what happens to the account.
 * Holds: the wishes, what is kept for them, the streams that they need, and a local copy of each wished order book.
 * **Hears** wishes and their end (also by the death of who wished), frames of its streams, answers of REST.
 * **Tells** what was wished on the key of each wish, its own state, and faults of its books for the audit log.
 * **On restart** it knows no wishes: it tells that it is idle, and whoever wished wishes again.
 */
import { backoffMs } from "../domain/backoff.ts";
import { SymbolNames } from "../exchanges/binance/symbol_names.ts";
import { accountEventsOf } from "./binance_connection/account_events.ts";
import { act, bookOf, fetchSnapshots, handBooks, snapshotFailed } from "./binance_connection/books.ts";
import { BinanceClient, type Endpoints } from "./binance_connection/client.ts";
import { refusalOf } from "./binance_connection/demand.ts";
import { Freshness } from "./binance_connection/freshness.ts";
import { binanceConnectionProtocol } from "./binance_connection/protocol.ts";
import { SnapshotQueue } from "./binance_connection/snapshot_queue.ts";
import { binanceConnectionArgs, type Context, knownOf, type State } from "./binance_connection/state.ts";
import { infoOf, publish, tell, tellState } from "./binance_connection/telling.ts";
import { hearFrame, streamIsRefused, wireIsLive, wireIsLost } from "./binance_connection/wires.ts";
import { fetchSymbols, follow, learnSymbols } from "./binance_connection/wishes.ts";
import { demoDoorProtocol } from "./demo_exchange_protocol.ts";
import { ConnectionStatus } from "./exchange_connection/status.ts";
import { Subscriptions } from "./exchange_connection/subscriptions.ts";
import type { WatchAnswer } from "./exchange_connection_protocol.ts";
import { defineActor } from "./runtime/mod.ts";
import { connections } from "./topics.ts";

export { binanceConnectionProtocol };

export default defineActor({
  protocol: binanceConnectionProtocol,
  args: binanceConnectionArgs,
  mailbox: { capacity: 50_000 },
  init(ctx, args): State {
    const { exchange } = args;
    const exchangeName = exchange === "binance" ? "Binance" : "Demo exchange";
    const [life, names] = [ctx.random(), new SymbolNames()];
    const status = new ConnectionStatus(exchange, ctx.clock.now());
    const subscriptions = new Subscriptions(ctx.self.path);
    ctx.publish(connections.key(ctx.self.path), status.info(subscriptions));
    return {
      args,
      exchangeName,
      life,
      names,
      client: clientOf(ctx, args, { exchangeName, life, names }),
      subscriptions,
      status,
      streams: new Map(),
      account: null,
      books: new Map(),
      snapshots: new SnapshotQueue(),
      freshness: new Freshness(),
      watches: new Map(),
      symbols: null,
      isListing: false,
      symbolsAttempts: 0,
    };
  },
  on: {
    Watch(state, { subscriber, subscription }, ctx): WatchAnswer {
      const reason = refusalOf(subscription, knownOf(state));
      if (reason !== null) return { outcome: "refused", reason };
      state.names.add(subscription.symbols);
      const { id, flow } = state.subscriptions.add(subscriber, subscription, "stream");
      follow(state, ctx);
      if (flow.updates === 0) handBooks(state, flow, ctx);
      return { outcome: "watching", id, key: flow.key, how: flow.how };
    },
    Unwatch(state, { id }, ctx) {
      state.subscriptions.remove(id);
      follow(state, ctx);
    },
    SubscriberDown(state, { path }, ctx) {
      state.subscriptions.removeOf(path);
      follow(state, ctx);
    },
    Close(state, _, ctx) {
      state.subscriptions.clear();
      follow(state, ctx);
      tellState(state, "closed", ctx);
    },
    GetLatest: ({ subscriptions }, { key }) => subscriptions.get(key)?.kept.latest() ?? null,
    GetConnectionInfo: (state) => infoOf(state),
    TellFlow(state, { key }, ctx) {
      const flow = state.subscriptions.get(key);
      if (flow) publish(flow, ctx);
    },
    FrameReceived(state, { life, frame }, ctx) {
      if (life === state.life) hearFrame(state, frame, ctx);
    },
    AccountChanged(state, { life, event }, ctx) {
      if (life !== state.life) return;
      for (const told of accountEventsOf(event, state.args.exchange)) tell(state, told.channel, told.event, ctx);
    },
    WireLive(state, { life, streams }, ctx) {
      if (life === state.life) wireIsLive(state, streams, ctx);
    },
    WireLost(state, { life, ...lost }, ctx) {
      if (life === state.life) wireIsLost(state, lost, ctx);
    },
    StreamRefused(state, { life, stream, why }, ctx) {
      if (life === state.life) streamIsRefused(state, stream, why, ctx);
    },
    FetchSnapshot(state, { life, symbol, round }, ctx) {
      if (life !== state.life) return;
      state.snapshots.add({ symbol, round });
      fetchSnapshots(state, ctx);
    },
    SnapshotFetched(state, { life, symbol, round, snapshot }, ctx) {
      if (life !== state.life) return;
      state.snapshots.done();
      const book = bookOf(state, symbol, round);
      if (book) act(state, book, book.snapshot(snapshot), ctx);
      fetchSnapshots(state, ctx);
    },
    SnapshotFailed(state, { life, symbol, round, why, retryAfterMs }, ctx) {
      if (life !== state.life) return;
      state.snapshots.done();
      snapshotFailed(state, bookOf(state, symbol, round), why, retryAfterMs, ctx);
      fetchSnapshots(state, ctx);
    },
    FetchSymbols(state, { life }, ctx) {
      if (life !== state.life) return;
      if (state.streams.size > 0) fetchSymbols(state, ctx);
      else state.isListing = false; // nobody wants anything: the next wish asks
    },
    SymbolsFetched(state, { life, symbols }, ctx) {
      if (life === state.life) learnSymbols(state, symbols, ctx);
    },
    FetchSymbolsFailed(state, { life, why }, ctx) {
      if (life !== state.life) return;
      state.status.lastError = why;
      ctx.after(backoffMs(state.symbolsAttempts++, ctx.random()), "FetchSymbols", { life });
    },
  },
  async terminate(state) {
    await Promise.all([state.client.streams.close(), state.account?.close()]);
  },
});

function clientOf(
  ctx: Context,
  { endpoints, transport }: State["args"],
  { exchangeName, life, names }: Pick<State, "exchangeName" | "life" | "names">,
): BinanceClient {
  const { clock, random, signal, self } = ctx;
  const address = async (signal: AbortSignal): Promise<Endpoints> =>
    "demoPath" in endpoints
      ? await ctx.whereis(endpoints.demoPath, demoDoorProtocol).ask("GetAddress", undefined, { signal })
      : endpoints;
  return new BinanceClient({
    exchangeName,
    names,
    address,
    clock,
    random,
    signal,
    transport,
    onFrame: (frame, _text, receivedMs) => self.tell("FrameReceived", { life, frame, receivedMs }),
    onLive: (streams) => self.tell("WireLive", { life, streams: [...streams] }),
    onLost: (streams, why, retryInMs) => self.tell("WireLost", { life, streams: [...streams], why, retryInMs }),
    onRefused: (stream, why) => self.tell("StreamRefused", { life, stream, why }),
  });
}
