/** Makes a ccxt exchange ready for us: rate limit on, new updates only, and around what is known to bite. */
import type { Exchange } from "ccxt";
import { ExchangeRefused } from "../../domain/exchange_error.ts";
import { loadExchange } from "./load.ts";

/** Which exchange, and how it is reached. */
export interface ExchangeSettings {
  /** ccxt's id. */
  readonly id: string;
  readonly environment: "live" | "sandbox";
  /** Without: market data only. */
  readonly credentials?: Readonly<Record<string, string>> | undefined;
  /** Further settings in ccxt's words, such as `urls`. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** Hears what ccxt would print. */
  readonly log?: (words: string) => void;
}

/**
 * Loads and makes it; no network yet.
 * @throws {ExchangeRefused} when ccxt does not know it, or it has no sandbox.
 */
export async function openExchange(of: ExchangeSettings): Promise<Exchange> {
  const { id, environment, credentials, settings, log } = of;
  const ExchangeClass = await loadExchange(id);
  const exchange = new ExchangeClass({ ...settings, ...credentials, enableRateLimit: true, newUpdates: true });
  exchange.log = (...parts: unknown[]) => log?.(parts.map(String).join(" "));
  if (environment === "sandbox") enterSandbox(exchange);
  // How long to wait before connecting again is for us to say: one back-off, by our clock, with chance in it.
  exchange.options["ws"] = { ...exchange.options["ws"], backoff: { base: 0 } };
  knowSpotErrors(exchange);
  loadMarketsAgain(exchange);
  return exchange;
}

/** The name that people know, such as `Kraken`. */
export function nameOf(exchange: Exchange): string {
  return exchange.name ?? exchange.id;
}

/** Whether all that its private calls need is there. */
export function hasKey(exchange: Exchange): boolean {
  return Boolean(exchange.checkRequiredCredentials(false));
}

/** ccxt enters a sandbox that does not exist without a word, and then calls no address at all, or the live one. */
function enterSandbox(exchange: Exchange): void {
  const test: unknown = exchange.urls["test"];
  if (test === undefined || test === null) {
    throw new ExchangeRefused(`${nameOf(exchange)}: ccxt knows no sandbox of it`);
  }
  exchange.setSandboxMode(true);
}

/** ccxt tells some errors of Binance's spot market apart by the host alone; ours may be another. */
function knowSpotErrors(exchange: Exchange): void {
  const { exact, spot }: { exact?: object; spot?: { exact?: object } } = exchange.exceptions ?? {};
  if (spot?.exact) exchange.exceptions.exact = { ...exact, ...spot.exact };
}

/** ccxt remembers a failed attempt to load the markets, and would fail with it for ever. */
function loadMarketsAgain(exchange: Exchange): void {
  const load = exchange.loadMarkets.bind(exchange);
  exchange.loadMarkets = async (reload?: boolean, params?: object) => {
    const attempt = load(reload, params);
    const { marketsLoading } = exchange;
    try {
      return await attempt;
    } catch (error) {
      if (exchange.marketsLoading === marketsLoading) Reflect.deleteProperty(exchange, "marketsLoading");
      throw error;
    }
  };
}
