/**
 * Finds exchanges in ccxt and loads one of them alone: its class with streams where ccxt has one, else that without. All of
 * ccxt takes 81 MB a worker, one class 33 MB.
 */
import type { Exchange } from "ccxt";
import { ExchangeRefused } from "../../domain/exchange_error.ts";

/** Makes an exchange; settings as ccxt documents them. */
export type ExchangeClass = new (settings?: Record<string, unknown>) => Exchange;

const ID = /^[a-z0-9]+$/;

/** The ids of all exchanges that ccxt knows, in the order of the alphabet. */
export async function exchangeIds(): Promise<string[]> {
  return (await idsIn("ccxt/plain/")).sort();
}

/** Loads the class of an exchange. @throws {ExchangeRefused} when ccxt does not know the id. */
export async function loadExchange(id: string): Promise<ExchangeClass> {
  if (!ID.test(id) || !(await exchangeIds()).includes(id)) {
    throw new ExchangeRefused(`Cannot connect to "${id}": expected an exchange of ccxt, such as binance or kraken`);
  }
  knowSelf();
  const module = (await idsIn("ccxt/pro/")).includes(id)
    ? await import(`ccxt/pro/${id}.js`)
    : await import(`ccxt/plain/${id}.js`);
  return module.default;
}

/**
 * ccxt takes the sockets of the platform only where there is a `self`, which workers of node:worker_threads lack. Those of the
 * `ws` package, which it takes instead, lose track of whose code is running when they fail.
 */
function knowSelf(): void {
  if (typeof self === "undefined") Object.defineProperty(globalThis, "self", { value: globalThis, configurable: true });
}

async function idsIn(folder: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { name } of Deno.readDir(new URL(import.meta.resolve(folder)))) {
    if (name.endsWith(".js")) ids.push(name.slice(0, -3));
  }
  return ids.filter((id) => ID.test(id));
}
