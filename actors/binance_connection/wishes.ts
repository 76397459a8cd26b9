/** Brings streams, books, the account and watches in line with what is wished. */
import type { Symbol } from "../../domain/market.ts";
import { refusalOf, streamsOf, USER_DATA } from "./demand.ts";
import { LocalBook } from "./local_book.ts";
import { type Context, knownOf, messageOf, type State } from "./state.ts";
import { tellState } from "./telling.ts";
import { stateOf } from "./wires.ts";

/** Markets come and go: how long a list of them is good. */
const SYMBOLS_EVERY = "1h";

/** To be called whenever a wish has come or gone. */
export function follow(state: State, ctx: Context): void {
  const { subscriptions, streams, books, client, freshness } = state;
  const wanted = new Set(subscriptions.flows().flatMap(({ subscription }) => streamsOf(subscription)));
  const fresh = [...wanted].filter((stream) => !streams.has(stream));
  const unwanted = [...streams.keys()].filter((stream) => !wanted.has(stream));
  const booked = new Set(subscriptions.of("order_books").flatMap(({ subscription }) => subscription.symbols));
  for (const symbol of books.keys()) if (!booked.has(symbol)) books.delete(symbol);
  for (const symbol of booked) if (!books.has(symbol)) books.set(symbol, new LocalBook(symbol));
  for (const stream of unwanted) streams.delete(stream);
  freshness.forget(unwanted);
  for (const stream of fresh) streams.set(stream, "asked");
  client.streams.unsubscribe(unwanted.filter((stream) => stream !== USER_DATA));
  client.streams.subscribe(fresh.filter((stream) => stream !== USER_DATA));
  followAccount(state, ctx);
  watchOver(state, ctx);
  if (!state.isListing && wanted.size > 0) fetchSymbols(state, ctx);
  tellState(state, stateOf(state), ctx);
}

/** Listens to the account while somebody wants to know of it; not before the markets are known, of which it tells. */
function followAccount(state: State, { self }: Context): void {
  const { life, streams, symbols, client, args: { credentials } } = state;
  const isWanted = streams.has(USER_DATA) && symbols !== null && credentials !== null;
  if (!isWanted) {
    void state.account?.close(); // ends in its own time, and never rejects
    state.account = null;
  } else {
    state.account ??= client.account(credentials, {
      onEvent: (event) => self.tell("AccountChanged", { life, event }),
      onLive: () => self.tell("WireLive", { life, streams: [USER_DATA] }),
      onLost: (why, retryInMs) =>
        retryInMs === Infinity
          ? self.tell("StreamRefused", { life, stream: USER_DATA, why })
          : self.tell("WireLost", { life, streams: [USER_DATA], why, retryInMs }),
    });
  }
}

/** Watches those who wish something, and nobody else. */
function watchOver({ subscriptions, watches }: State, ctx: Context): void {
  const subscribers = subscriptions.subscribers();
  for (const [path, unwatch] of watches) {
    if (subscribers.has(path)) continue;
    unwatch();
    watches.delete(path);
  }
  for (const path of subscribers) {
    if (!watches.has(path)) watches.set(path, ctx.watch(ctx.whereis(path, {}), "SubscriberDown"));
  }
}

/** Asks which markets there are, without keeping the mailbox waiting. */
export function fetchSymbols(state: State, { self, signal }: Context): void {
  const { life, client } = state;
  state.isListing = true;
  client.symbols().then(
    (symbols) => self.tell("SymbolsFetched", { life, symbols }),
    (error) => {
      if (!signal.aborted) self.tell("FetchSymbolsFailed", { life, why: messageOf(error) });
    },
  );
}

/** Knows all markets; a wish that named one which is none is told so. */
export function learnSymbols(state: State, symbols: readonly Symbol[], ctx: Context): void {
  state.symbolsAttempts = 0;
  state.symbols = new Set(symbols);
  state.names.add(symbols);
  for (const flow of state.subscriptions.flows()) {
    const why = refusalOf(flow.subscription, knownOf(state));
    if (why !== null) flow.error = why;
  }
  followAccount(state, ctx);
  ctx.after(SYMBOLS_EVERY, "FetchSymbols", { life: state.life });
}
