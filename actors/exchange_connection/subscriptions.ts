/**
 * Who wants what of one exchange connection. Equal wishes share one flow: one topic key, one cache, one pace. Pure: times
 * are handed in, and who publishes does so with what comes back.
 */
import { symbol } from "../../domain/market.ts";
import type { Channel, MarketDataEvent, Subscription } from "../exchange_connection_protocol.ts";
import { type Kept, kept } from "./kept.ts";
import { Pacing } from "./pacing.ts";

/** How a flow is got. */
export type How = "stream" | "poll";

/** Channels of which all markets at once may be wished; those after the first two need a key. */
const OF_ALL_MARKETS: readonly Channel[] = ["tickers", "bids_asks", "balance", "orders", "fills", "positions"];

/** What equal wishes share. */
export class Flow {
  /** Ids of the wishes, and who wished. */
  readonly wishes = new Map<string, string>();
  readonly kept: Kept;
  readonly pacing: Pacing;
  /** Changes heard. */
  updates = 0;
  /** When the last one was heard, UTC ms. */
  lastMs: number | null = null;
  /** In the exchange's own words; null while all is well. */
  error: string | null = null;

  constructor(readonly key: string, readonly subscription: Subscription, readonly how: How) {
    this.kept = kept(subscription);
    this.pacing = new Pacing(subscription.everyMs);
  }

  /** Takes in what concerns it. When to {@linkcode Flow.take}: 0 = now, more = in so many ms, null = nothing new to arrange. */
  hear(event: MarketDataEvent, nowMs: number): number | null {
    if (!this.kept.hear(event)) return null;
    this.updates++;
    this.lastMs = nowMs;
    this.error = null;
    return this.pacing.changed(nowMs);
  }

  /** What is to be published now. */
  take(nowMs: number): MarketDataEvent[] {
    this.pacing.told(nowMs);
    return this.kept.take();
  }
}

/** All wishes of one connection. */
export class Subscriptions {
  readonly #flows = new Map<string, Flow>();
  readonly #byChannel = new Map<Channel, Flow[]>();

  /** @param connection stands first in each key, so that two connections never share one: its path. */
  constructor(readonly connection: string) {}

  /**
   * Notes a wish. The same wish of the same subscriber is one.
   * @param how how its flow is got, if there is none yet.
   */
  add(subscriber: string, wanted: Subscription, how: How): { readonly id: string; readonly flow: Flow } {
    const subscription = orderly(wanted);
    const key = `${this.connection}#${nameOf(subscription)}`;
    let flow = this.#flows.get(key);
    if (!flow) this.#begin(flow = new Flow(key, subscription, how));
    const id = `${key} for ${subscriber}`;
    flow.wishes.set(id, subscriber);
    return { id, flow };
  }

  /** Forgets a wish. Its flow, when that was the last one; null also for an unknown id. */
  remove(id: string): Flow | null {
    const flow = this.flows().find(({ wishes }) => wishes.has(id));
    if (!flow) return null;
    flow.wishes.delete(id);
    if (flow.wishes.size > 0) return null;
    this.#end(flow);
    return flow;
  }

  /** Forgets all wishes of an actor. The flows that ended by it. */
  removeOf(subscriber: string): Flow[] {
    const ids = this.flows().flatMap(({ wishes }) => [...wishes]).filter(([, of]) => of === subscriber);
    return ids.map(([id]) => this.remove(id)).filter((flow) => flow !== null);
  }

  /** Forgets everything. The flows that ended by it. */
  clear(): Flow[] {
    const flows = this.flows();
    for (const flow of flows) this.#end(flow);
    return flows;
  }

  /** Undefined where nobody wishes it. */
  get(key: string): Flow | undefined {
    return this.#flows.get(key);
  }

  /** All of them, the oldest first. */
  flows(): Flow[] {
    return [...this.#flows.values()];
  }

  /** Those of one channel. */
  of(channel: Channel): readonly Flow[] {
    return this.#byChannel.get(channel) ?? [];
  }

  /** Who wishes anything. */
  subscribers(): Set<string> {
    return new Set(this.flows().flatMap(({ wishes }) => [...wishes.values()]));
  }

  /** Hands what was heard of a channel to its flows. Those that have something new, with the time as of {@linkcode Flow.hear}. */
  hear(channel: Channel, event: MarketDataEvent, nowMs: number): { readonly flow: Flow; readonly inMs: number }[] {
    return this.of(channel)
      .map((flow) => ({ flow, inMs: flow.hear(event, nowMs) }))
      .filter((due): due is { flow: Flow; inMs: number } => due.inMs !== null);
  }

  #begin(flow: Flow): void {
    const { channel } = flow.subscription;
    this.#flows.set(flow.key, flow);
    this.#byChannel.set(channel, [...this.of(channel), flow]);
  }

  #end(flow: Flow): void {
    const { channel } = flow.subscription;
    this.#flows.delete(flow.key);
    this.#byChannel.set(channel, this.of(channel).filter((other) => other !== flow));
  }
}

/** Why a wish makes no sense with any exchange; null = it does. */
export function problemOf({ channel, symbols, timeframe }: Subscription): string | null {
  const wrong = symbols.find((name) => !symbol.safeParse(name).success);
  if (wrong !== undefined) return `"${wrong}" is no symbol: expected one such as BTC/USDT`;
  if (channel === "candles" && timeframe === null) return "candles need a timeframe such as 1m";
  if (channel !== "candles" && timeframe !== null) return `a timeframe is of candles only, not of ${channel}`;
  if (symbols.length === 0 && !OF_ALL_MARKETS.includes(channel)) {
    return `${channel} need symbols: all at once are to be had of ${OF_ALL_MARKETS.join(", ")} only`;
  }
  return null;
}

/** The same wish in one spelling. */
function orderly(wanted: Subscription): Subscription {
  return { ...wanted, symbols: [...new Set(wanted.symbols)].sort() };
}

/** `candles BTC/USDT 1m every 1000 ms limit 5`. */
function nameOf({ channel, symbols, timeframe, limit, everyMs }: Subscription): string {
  const parts = [channel, symbols.join(",") || "*", timeframe ?? ""];
  if (everyMs !== null) parts.push(`every ${everyMs} ms`);
  if (limit !== null) parts.push(`limit ${limit}`);
  return parts.filter((part) => part !== "").join(" ");
}
