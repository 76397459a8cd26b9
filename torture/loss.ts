/** What is lost: stored candles beside those that the exchange truly had. */
import { candlesBetween } from "../db/candles.ts";
import type { Db } from "../db/db.ts";
import type { Candle } from "../domain/candle.ts";
import type { Symbol } from "../domain/market.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import type { DemoExchange } from "../exchanges/demo/exchange.ts";
import { expectedCandles } from "../exchanges/demo/truth.ts";

/** One market and timeframe. */
export interface Loss {
  readonly symbol: Symbol;
  readonly timeframe: Timeframe;
  /** Candles that the exchange had. */
  readonly expected: number;
  /** Of those, not stored. */
  readonly missing: number;
  /** Stored with other numbers. */
  readonly wrong: number;
  /** Stored, though the exchange had none. */
  readonly extra: number;
  /** The first difference in words; null = there is none. */
  readonly first: string | null;
}

/** Compares what is stored from its first candle on, up to `toMs` (UTC ms). */
export async function lossOf(
  db: Db,
  exchangeName: string,
  exchange: DemoExchange,
  of: { readonly symbol: Symbol; readonly timeframe: Timeframe; readonly fromMs: number; readonly toMs: number },
): Promise<Loss> {
  const { symbol, timeframe, fromMs, toMs } = of;
  const stored = await candlesBetween(db, exchangeName, { symbol, timeframe, fromMs, toMs, limit: 1_000_000 });
  const expected = expectedCandles(exchange, symbol, timeframe, fromMs, toMs);
  const left = new Map(stored.map((candle) => [candle.openMs, candle]));
  const different: string[] = [];
  let missing = 0;
  for (const candle of expected) {
    const found = left.get(candle.openMs);
    left.delete(candle.openMs);
    if (!found) missing++;
    if (!found || numbers(found) !== numbers(candle)) {
      different.push(`${iso(candle)}: stored ${found ? numbers(found) : "nothing"}, expected ${numbers(candle)}`);
    }
  }
  const [extra] = left.values();
  const first = different[0] ?? (extra ? `${iso(extra)}: stored ${numbers(extra)}, expected nothing` : null);
  const wrong = different.length - missing;
  return { symbol, timeframe, expected: expected.length, missing, wrong, extra: left.size, first };
}

function numbers({ open, high, low, close, volume }: Candle): string {
  return [open, high, low, close, volume].map(Number).join(" ");
}

function iso({ openMs }: Candle): string {
  return new Date(openMs).toISOString();
}
