/**
 * Which hosts an account may talk to. ccxt enters a sandbox that does not exist without a word, and then calls no address or
 * the live one; so each request's host is compared with those of the environment before it is sent.
 */
import type { Exchange } from "ccxt";
import { ExchangeRefused } from "../../domain/exchange_error.ts";
import { nameOf } from "./open.ts";

/** `live` moves real money; `testnet` is a world of its own; `demo` is live prices with pretended money. */
export type BrokerEnvironment = "live" | "testnet" | "demo";

/** Exchanges whose testnet shares the live hosts and is told apart by a header, with that header (in small letters). */
const TESTNET_HEADERS: Readonly<Record<string, string>> = {
  okx: "x-simulated-trading",
  myokx: "x-simulated-trading",
  okxus: "x-simulated-trading",
};

/**
 * Takes an exchange of ccxt (fresh, and live) into an environment, and lets it talk to that environment's hosts alone.
 * @param hosts the only hosts it may talk to (with their ports), where they are not those that ccxt knows.
 * @throws {ExchangeRefused} when ccxt has no such environment of it.
 */
export function enterEnvironment(exchange: Exchange, environment: BrokerEnvironment, hosts?: readonly string[]): void {
  const live = hostsOf(exchange.urls["api"], exchange);
  enter(exchange, environment);
  const allowed = hosts === undefined ? hostsOf(exchange.urls["api"], exchange) : new Set(hosts);
  if (allowed.size === 0) throw new ExchangeRefused(`${nameOf(exchange)}: ccxt knows no ${environment} of it`);
  const header = environment === "live" ? undefined : TESTNET_HEADERS[exchange.id];
  const isShared = [...allowed].some((host) => live.has(host));
  if (environment !== "live" && isShared && header === undefined) {
    throw new ExchangeRefused(`${nameOf(exchange)}: its ${environment} cannot be told from the live exchange`);
  }
  guardRequests(exchange, allowed, isShared ? header : undefined);
  guardSockets(exchange, allowed, environment);
}

function enter(exchange: Exchange, environment: BrokerEnvironment): void {
  if (environment === "live") return;
  const urls = exchange.urls[environment === "testnet" ? "test" : "demo"];
  if (hostsOf(urls, exchange).size === 0) {
    throw new ExchangeRefused(`${nameOf(exchange)}: ccxt knows no ${environment} of it`);
  }
  if (environment === "testnet") exchange.setSandboxMode(true);
  else exchange.enableDemoTrading(true);
}

/** Every request goes through `fetch`, the signed ones too. */
function guardRequests(exchange: Exchange, allowed: ReadonlySet<string>, header: string | undefined): void {
  const fetch = exchange.fetch.bind(exchange);
  exchange.fetch = async (url: string, method?: string, headers?: Record<string, unknown>, body?: unknown) => {
    const host = hostIn(url);
    if (host === null || !allowed.has(host)) throw stopped(exchange, host ?? "no host", allowed);
    if (header !== undefined && !marks({ ...exchange.headers, ...headers }, header)) {
      throw new ExchangeRefused(`${nameOf(exchange)}: a request without ${header} was stopped, it would be a live one`);
    }
    return await fetch(url, method, headers, body);
  };
}

/** Some exchanges tell the host of private sockets only when they are asked; live, it must be of a domain that is known. */
function guardSockets(exchange: Exchange, allowed: ReadonlySet<string>, environment: BrokerEnvironment): void {
  if (typeof exchange.client !== "function") return;
  const client = exchange.client.bind(exchange);
  const domains = new Set([...allowed].map(domainOf));
  exchange.client = (url: string) => {
    const host = hostIn(url);
    const isKnown = host !== null && (allowed.has(host) || (environment === "live" && domains.has(domainOf(host))));
    if (!isKnown) throw stopped(exchange, host ?? "no host", allowed);
    return client(url);
  };
}

function stopped(exchange: Exchange, host: string, allowed: ReadonlySet<string>): ExchangeRefused {
  return new ExchangeRefused(
    `${nameOf(exchange)}: a request to ${host} was stopped; expected ${[...allowed].slice(0, 3).join(", ")}`,
  );
}

function marks(headers: Readonly<Record<string, unknown>>, header: string): boolean {
  return Object.entries(headers).some(([name, value]) => name.toLowerCase() === header && String(value) === "1");
}

/** The hosts (with their ports) in ccxt's nested lists of addresses. */
export function hostsOf(urls: unknown, exchange: Exchange): Set<string> {
  if (typeof urls === "string") {
    const host = hostIn(urls.replaceAll("{hostname}", exchange.hostname ?? ""));
    return new Set(host === null ? [] : [host]);
  }
  if (typeof urls !== "object" || urls === null) return new Set();
  return new Set(Object.values(urls).flatMap((inner) => [...hostsOf(inner, exchange)]));
}

function hostIn(url: string): string | null {
  const host = URL.parse(url)?.host ?? "";
  return host === "" ? null : host;
}

/** `api.kraken.com` → `kraken.com`; an address in numbers is whole. */
function domainOf(host: string): string {
  return /^[\d.:]+$/.test(host) ? host : host.split(":", 1)[0]!.split(".").slice(-2).join(".");
}
