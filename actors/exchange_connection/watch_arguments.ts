/** The command line of the watcher. */
import { parseArgs } from "node:util";
import { channel as channelSchema, type Subscription } from "../exchange_connection_protocol.ts";

/** What `--help` prints. */
export const USAGE = `deno task watch EXCHANGE CHANNEL [SYMBOL…] [options]
deno task watch --list

  EXCHANGE        demo (needs no network), or any exchange that ccxt knows, such as kraken; --list prints all of them
  CHANNEL         ${channelSchema.options.slice(0, 5).join(", ")}
  SYMBOL…         markets such as BTC/USDT; none = all (tickers and bids_asks only)

  --timeframe T   length of candles, such as 1m (default 1m)
  --every T       the latest state so often, such as 500ms or 1s; default: each update
  --limit N       levels of a book, or how many trades and candles one line may tell
  --count N       end after so many lines; default: until Ctrl-C
  --json          one JSON object a line
  --url URL       of a demo exchange that runs already, such as http://127.0.0.1:4000; only with demo

Examples
  deno task watch demo trades BTC/USDT ETH/USDT
  deno task watch kraken order_books BTC/USDT --every 1s --limit 5
  deno task watch bitstamp candles BTC/USD --timeframe 5m
`;

/** What was asked for. */
export interface WatchArguments {
  readonly exchange: string;
  readonly subscription: Subscription;
  /** Null = for ever. */
  readonly count: number | null;
  readonly json: boolean;
  /** Of a demo exchange; null = make one. */
  readonly url: string | null;
}

/** Reads the arguments. @throws {TypeError} naming what is wrong, and what was expected. */
export function parseWatchArguments(args: readonly string[]): WatchArguments | "help" | "list" {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      timeframe: { type: "string" },
      every: { type: "string" },
      limit: { type: "string" },
      count: { type: "string" },
      json: { type: "boolean", default: false },
      url: { type: "string" },
      list: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
    allowPositionals: true,
  });
  if (values.help) return "help";
  if (values.list) return "list";
  const [exchange, name, ...symbols] = positionals;
  if (!exchange) throw new TypeError("Cannot watch: expected an exchange, such as demo or kraken");
  const channel = channelSchema.safeParse(name);
  if (!channel.success) {
    throw new TypeError(`Cannot watch ${name ?? "nothing"}: expected ${channelSchema.options.slice(0, 5).join(", ")}`);
  }
  const timeframe = channel.data === "candles" ? values.timeframe ?? "1m" : values.timeframe ?? null;
  const limit = wholeIn("limit", values.limit);
  const everyMs = values.every === undefined ? null : durationIn(values.every);
  const url = values.url === undefined ? null : addressIn(values.url, exchange);
  const subscription = { channel: channel.data, symbols, timeframe, limit, everyMs };
  return { exchange, subscription, count: wholeIn("count", values.count), json: values.json, url };
}

function wholeIn(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = text.trim() === "" ? NaN : Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new TypeError(`Cannot use --${name} "${text}": expected a whole number above 0`);
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

function durationIn(text: string): number {
  const [, count, unit] = /^(\d+)(ms|s|m)$/.exec(text.trim()) ?? [];
  const ms = Number(count) * (UNITS_MS[unit ?? ""] ?? NaN);
  if (ms > 0) return ms;
  throw new TypeError(`Cannot use --every "${text}": expected a time such as 500ms, 1s or 1m`);
}

function addressIn(text: string, exchange: string): string {
  if (exchange !== "demo") throw new TypeError(`Cannot use --url with ${exchange}: it is for demo only`);
  const url = URL.parse(text);
  if (url?.protocol === "http:" || url?.protocol === "https:") return url.origin;
  throw new TypeError(`Cannot use --url "${text}": expected an address such as http://127.0.0.1:4000`);
}
