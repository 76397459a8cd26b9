/** How a connection is, as it is told. Pure: times are handed in. */
import type { ConnectionInfo } from "../exchange_connection_protocol.ts";
import type { Flow, Subscriptions } from "./subscriptions.ts";

/** The state of a connection, and since when. */
export class ConnectionStatus {
  #state: ConnectionInfo["state"] = "idle";
  #sinceMs: number;
  /** Sockets that are open, null where that is not known. */
  sockets: number | null = null;
  /** Connections that were lost and tried again. */
  reconnects = 0;
  /** In the exchange's own words; stays until something else goes wrong. */
  lastError: string | null = null;

  constructor(readonly exchange: string, nowMs: number) {
    this.#sinceMs = nowMs;
  }

  /** Where it stands. */
  get state(): ConnectionInfo["state"] {
    return this.#state;
  }

  /** Goes over to a state. Whether that is another one. */
  to(state: ConnectionInfo["state"], nowMs: number): boolean {
    if (state === this.#state) return false;
    this.#state = state;
    this.#sinceMs = nowMs;
    return true;
  }

  /** All of it. */
  info(subscriptions: Subscriptions): ConnectionInfo {
    return {
      exchange: this.exchange,
      state: this.#state,
      sinceMs: this.#sinceMs,
      channels: subscriptions.flows().map(channelOf),
      subscribers: subscriptions.subscribers().size,
      sockets: this.sockets,
      reconnects: this.reconnects,
      lastError: this.lastError,
    };
  }
}

function channelOf(flow: Flow): ConnectionInfo["channels"][number] {
  const { key, subscription: { channel, symbols }, how, wishes, kept, updates, lastMs, error } = flow;
  return { key, channel, symbols, how, subscribers: wishes.size, cached: kept.size, updates, lastMs, error };
}
