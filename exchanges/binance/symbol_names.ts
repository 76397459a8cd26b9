/** Binance's names of markets (`BTCUSDT`, and `btcusdt` in streams) and ours (`BTC/USDT`). */
import { currenciesOf, type Symbol } from "../../domain/market.ts";

/** `BTC/USDT` as REST and payloads name it: `BTCUSDT`. */
export function wireSymbol(symbol: Symbol): string {
  const { base, quote } = currenciesOf(symbol);
  return base + quote;
}

/** `BTC/USDT` as streams name it: `btcusdt`. */
export function streamSymbol(symbol: Symbol): string {
  return wireSymbol(symbol).toLowerCase();
}

/** Finds our symbol for Binance's. `BTCUSDT` alone does not say where the base ends, so only known symbols are found. */
export class SymbolNames {
  readonly #byWire = new Map<string, Symbol>();

  constructor(symbols: Iterable<Symbol> = []) {
    this.add(symbols);
  }

  /** Knows these symbols, too. */
  add(symbols: Iterable<Symbol>): void {
    for (const symbol of symbols) this.#byWire.set(wireSymbol(symbol), symbol);
  }

  /** The symbol that Binance calls `wire`, or null. */
  ofWire(wire: string): Symbol | null {
    return this.#byWire.get(wire) ?? null;
  }

  /** The symbol of a stream such as `btcusdt@aggTrade`, or null where it has none that is known (`!miniTicker@arr`). */
  ofStream(stream: string): Symbol | null {
    const at = stream.indexOf("@");
    return at < 0 ? null : this.ofWire(stream.slice(0, at).toUpperCase());
  }
}
