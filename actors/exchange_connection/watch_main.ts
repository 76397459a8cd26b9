/** Prints what an exchange streams: a command line over the same connection actor that the platform uses. */
import { exchangeIds } from "../../exchanges/ccxt/load.ts";
import { startDemoExchange } from "../../exchanges/demo/server.ts";
import { exchangeConnectionProtocol } from "../exchange_connection_protocol.ts";
import { createSystem, type Logger, supervisor, type System } from "../runtime/mod.ts";
import { connections, marketData } from "../topics.ts";
import { parseWatchArguments, USAGE, type WatchArguments } from "./watch_arguments.ts";
import { linesOf } from "./watch_lines.ts";

const CONNECTION = "/root/connection";

/** What is running and must be ended. */
interface Watcher {
  readonly ended: Promise<number>;
  end(code: number): void;
}

/** Runs until it is done or ended. @returns the exit code. */
async function run(args: WatchArguments): Promise<number> {
  const demo = args.exchange === "demo" && args.url === null ? await startDemoExchange({}) : null;
  const address = demo ??
    (args.url === null ? undefined : { restUrl: args.url, wsUrl: args.url.replace(/^http/, "ws") });
  const system = await systemOf(args.exchange, address && { restUrl: address.restUrl, wsUrl: address.wsUrl });
  const watcher = watcherOf();
  try {
    return await watch(system, args, watcher);
  } finally {
    await system[Symbol.asyncDispose]();
    await demo?.close();
  }
}

function systemOf(exchange: string, address: { restUrl: string; wsUrl: string } | undefined): Promise<System> {
  const module = import.meta.resolve("../exchange_connection.actor.ts");
  const args = { exchange, ...(address ? { address } : {}) };
  return createSystem(supervisor({ strategy: "one_for_one", children: [{ id: "connection", module, args }] }), {
    logger,
  });
}

async function watch(system: System, args: WatchArguments, watcher: Watcher): Promise<number> {
  const { subscription, json, count } = args;
  const connection = system.whereis(CONNECTION, exchangeConnectionProtocol);
  let left = count ?? Infinity;
  system.subscribe(marketData, (event) => {
    const lines = json ? [JSON.stringify(event)] : linesOf(event);
    for (const line of lines.slice(0, left)) console.log(line);
    left -= lines.length;
    if (left <= 0) watcher.end(0);
  });
  system.subscribe(connections, ({ state, channels }) => {
    const isRefused = state === "idle" && channels.some(({ error }) => error !== null); // its reason is in the log
    if (isRefused) watcher.end(1);
  });
  const answer = await connection.ask("Watch", { subscriber: CONNECTION, subscription });
  if (answer.outcome === "refused") {
    console.error(answer.reason);
    return 1;
  }
  return await watcher.ended;
}

function watcherOf(): Watcher {
  const { promise, resolve } = Promise.withResolvers<number>();
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, () => resolve(0));
  return { ended: promise, end: resolve };
}

/** @throws {TypeError} naming the exchanges whose names are alike. */
async function mustExist(exchange: string): Promise<void> {
  const ids = ["demo", ...await exchangeIds()];
  if (ids.includes(exchange)) return;
  const alike = ids.filter((id) => id.slice(0, 3) === exchange.toLowerCase().slice(0, 3));
  const expected = alike.length > 0 ? alike.join(", ") : "demo, or one that --list prints";
  throw new TypeError(`Cannot watch "${exchange}": expected ${expected}`);
}

/** What went wrong stands beside what was heard. */
const logger: Logger = {
  debug() {},
  info() {},
  warn: (message, fields) => console.error(`${message}: ${fields?.["why"] ?? ""}`),
  error: (message, fields) => console.error(`${message}: ${fields?.["why"] ?? fields?.["error"] ?? ""}`),
};

async function main(words: readonly string[]): Promise<number> {
  const args = parseWatchArguments(words);
  if (args === "help") console.log(USAGE);
  if (args === "list") console.log(["demo", ...await exchangeIds()].join("\n"));
  if (typeof args === "string") return 0;
  await mustExist(args.exchange);
  return await run(args);
}

try {
  Deno.exit(await main(Deno.args));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error("\nSee deno task watch --help");
  Deno.exit(2);
}
