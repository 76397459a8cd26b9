/**
 * For tests: Kraken Spot as its WebSocket API v2 documents it (https://docs.kraken.com/api/docs/websocket-v2/trade and the
 * pages beside it): status at first, an answer to each subscription, then frames. Written here, not recorded.
 */
import type { Answer, Caller, FakeWire } from "./fake_wire.ts";

/** `/0/public/AssetPairs`, with two markets. */
const PAIRS = Object.fromEntries(
  [["XBTUSDT", "XBT/USDT", "XXBT", "USDT"], ["ETHUSDT", "ETH/USDT", "XETH", "USDT"]].map((
    [id, wsname, base, quote],
  ) => [id, {
    altname: id,
    wsname,
    aclass_base: "currency",
    base,
    aclass_quote: "currency",
    quote,
    lot: "unit",
    cost_decimals: 5,
    pair_decimals: 1,
    lot_decimals: 8,
    lot_multiplier: 1,
    leverage_buy: [],
    leverage_sell: [],
    fees: [[0, 0.4]],
    fees_maker: [[0, 0.25]],
    fee_volume_currency: "ZUSD",
    margin_call: 80,
    margin_stop: 40,
    ordermin: "0.00005",
    costmin: "0.5",
    tick_size: "0.1",
    status: "online",
  }]),
);

/** What ccxt needs to talk to it. */
export function krakenSettings({ url, wsUrl }: FakeWire): Record<string, unknown> {
  const ws = { public: wsUrl, private: wsUrl, publicV2: `${wsUrl}/v2`, privateV2: `${wsUrl}/v2` };
  return { urls: { api: { public: url, private: url, ws } }, rateLimit: 1 };
}

/** Lets the wire act Kraken. */
export function actKraken(wire: FakeWire): void {
  wire.answer = (path): Answer => {
    if (path.startsWith("/0/public/AssetPairs")) return { body: { error: [], result: PAIRS } };
    if (path.startsWith("/0/public/Assets")) return { body: { error: [], result: ASSETS } };
    return { body: { error: ["EGeneral:Unknown method"] } };
  };
  wire.greet = (caller) => {
    const data = [{ api_version: "v2", connection_id: 1, system: "online", version: "2.0.10" }];
    send(caller, { channel: "status", type: "update", data });
  };
  wire.hear = (caller, message) => answer(caller, message as Request);
}

/** What was subscribed by a client, such as `trade BTC/USDT`. */
export function subscribedBy({ sent }: Caller): string[] {
  return (sent as Request[]).filter(({ method }) => method === "subscribe")
    .flatMap(({ params }) => params!.symbol.map((symbol) => `${params!.channel} ${symbol}`));
}

/** A print. */
export function tradeFrame(id: number, symbol = "BTC/USDT", price = 68_000.1): unknown {
  const timestamp = `2026-11-21T12:00:${String(id % 60).padStart(2, "0")}.123456Z`;
  const data = [{ symbol, side: "buy", price, qty: 0.00012345, ord_type: "market", trade_id: id, timestamp }];
  return { channel: "trade", type: "update", data };
}

/** The whole book. */
export function bookFrame(bids: readonly Level[], asks: readonly Level[], type = "snapshot"): unknown {
  const levels = (side: readonly Level[]) => side.map(([price, qty]) => ({ price, qty }));
  const timestamp = "2026-11-21T12:00:00.000000Z";
  const data = [{ symbol: "BTC/USDT", bids: levels(bids), asks: levels(asks), checksum: 1, timestamp }];
  return { channel: "book", type, data };
}

/** A candle of so many minutes, as it grows. */
export function candleFrame(open: string, close: number, interval = 1): unknown {
  const prices = { open: 68_000, high: Math.max(68_000, close), low: Math.min(68_000, close), close };
  const rest = { trades: 1, volume: 0.5, vwap: 68_000, interval_begin: open, interval, timestamp: open };
  return { channel: "ohlc", type: "update", timestamp: open, data: [{ symbol: "BTC/USDT", ...prices, ...rest }] };
}

type Level = readonly [price: number, qty: number];

const ASSETS = Object.fromEntries(
  ["XXBT", "XETH", "USDT", "ZUSD"].map((id) => [id, {
    aclass: "currency",
    altname: id.replace(/^[XZ](?=...$)/, ""),
    decimals: 10,
    display_decimals: 5,
    status: "enabled",
  }]),
);

interface Request {
  readonly method: string;
  readonly req_id?: number;
  readonly params?: { readonly channel: string; readonly symbol: readonly string[] };
}

function answer(caller: Caller, { method, req_id, params }: Request): void {
  const times = { time_in: "2026-11-21T12:00:00.000000Z", time_out: "2026-11-21T12:00:00.000100Z" };
  if (method === "ping") return send(caller, { method: "pong", req_id, ...times });
  for (const symbol of params?.symbol ?? []) {
    send(caller, {
      method,
      req_id,
      result: { channel: params!.channel, symbol, snapshot: true },
      success: true,
      ...times,
    });
  }
}

function send({ socket }: Caller, frame: unknown): void {
  socket.send(JSON.stringify(frame));
}
