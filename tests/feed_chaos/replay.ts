/** A recorded market as an exchange tells it: its minutes over REST, and the frames and prints of each. Binance's words. */
import type { Candle } from "../../domain/candle.ts";
import { foldCandles, isSilent } from "../../domain/candle_fold.ts";
import { Decimal } from "../../domain/decimal.ts";
import { recordedKlines } from "../../domain/klines_fixture.ts";
import type { Symbol } from "../../domain/market.ts";
import { bucketOpenMs, type Timeframe, TIMEFRAMES } from "../../domain/timeframe.ts";
import { wireSymbol } from "../../exchanges/binance/symbol_names.ts";

const MINUTE_MS = 60_000;
/** Timeframes in which all recordings hold the exchange's own candles. */
const RECORDED: readonly Timeframe[] = ["1m", "5m"];
/** When (ms after the open) a minute's prints happen: at its open, low, high and close. */
const PRINTS_AT_MS = [10_000, 20_000, 30_000, 40_000] as const;

/** One frame, and what it is about. */
export interface ReplayFrame {
  /** When the exchange sends it, UTC ms. */
  readonly timeMs: number;
  readonly kind: "open" | "print" | "close";
  readonly symbol: Symbol;
  /** Open time of the candle (UTC ms), or id of the print. */
  readonly of: number;
  readonly stream: string;
  readonly data: unknown;
}

/** A print as REST tells it. */
export interface PrintRow {
  readonly a: number;
  readonly p: string;
  readonly q: string;
  readonly f: number;
  readonly l: number;
  readonly T: number;
  readonly m: boolean;
}

/** One market. */
export class ReplayedMarket {
  readonly symbol: Symbol;
  readonly wire: string;
  readonly prints: readonly PrintRow[];
  readonly #minutes: ReadonlyMap<number, Candle>;
  readonly #printsOf = new Map<number, PrintRow[]>();

  /** @param candles minutes of the recording `name`, oldest first; those that are left out the exchange does not have. */
  constructor(readonly name: string, readonly candles: readonly Candle[]) {
    this.symbol = candles[0]!.symbol;
    this.wire = wireSymbol(this.symbol);
    this.#minutes = new Map(candles.map((candle) => [candle.openMs, candle]));
    let id = 0;
    for (const candle of candles) {
      const rows = printsOf(candle, id + 1);
      this.#printsOf.set(candle.openMs, rows);
      id += rows.length;
    }
    this.prints = [...this.#printsOf.values()].flat();
  }

  /** The frames of the minute that opens at `openMs`, in order; none where the exchange has no such minute. */
  frames(openMs: number): ReplayFrame[] {
    const candle = this.#minutes.get(openMs);
    if (!candle) return [];
    const prints = this.#printsOf.get(openMs)!.map((row) => this.#print(row));
    return [
      this.kline(unfinished(candle), "open", openMs + 2_000),
      ...prints,
      this.kline(unfinished(candle), "open", openMs + 45_000),
      this.kline(candle, "close", openMs + MINUTE_MS + 5),
    ];
  }

  /** The frame of a candle. */
  kline(candle: Candle, kind: "open" | "close", timeMs: number): ReplayFrame {
    const { openMs: t, closeMs: T, open: o, high: h, low: l, close: c, volume: v } = candle;
    const L = this.#printsOf.get(t)?.at(-1)?.a ?? -1;
    const k = { t, T, s: this.wire, i: "1m", f: L, L, o, c, h, l, v, n: 4, x: kind === "close" };
    const stream = `${this.wire.toLowerCase()}@kline_1m`;
    return { timeMs, kind, symbol: this.symbol, of: t, stream, data: { e: "kline", E: timeMs, s: this.wire, k } };
  }

  /** The rows of REST at `nowMs` (UTC ms), of minutes that open at or after `fromMs`; the last is not final. */
  rows(fromMs: number, nowMs: number): (string | number)[][] {
    const known = this.candles.filter(({ openMs }) => openMs >= fromMs && openMs <= nowMs).slice(0, 1_000);
    return known.map((candle) => row(candle.closeMs < nowMs ? candle : unfinished(candle)));
  }

  /** The exchange's own candles that end before `endMs` (UTC ms): as recorded, else folded from its minutes. */
  async own(endMs: number): Promise<Map<string, Candle[]>> {
    const own = new Map<string, Candle[]>();
    for (const timeframe of TIMEFRAMES) {
      const all = RECORDED.includes(timeframe)
        ? await recordedKlines(this.name, timeframe)
        : folded(this.candles, timeframe);
      own.set(`${this.symbol}@${timeframe}`, all.filter(({ closeMs }) => closeMs < endMs));
    }
    return own;
  }

  #print(row: PrintRow): ReplayFrame {
    const stream = `${this.wire.toLowerCase()}@aggTrade`;
    const data = { e: "aggTrade", E: row.T, s: this.wire, ...row };
    return { timeMs: row.T, kind: "print", symbol: this.symbol, of: row.a, stream, data };
  }
}

/** A minute as it looks while it is open: half of it. */
function unfinished(candle: Candle): Candle {
  const { open } = candle;
  return { ...candle, high: open, low: open, close: open, volume: new Decimal(candle.volume).div(2).toFixed() };
}

function folded(minutes: readonly Candle[], timeframe: Timeframe): Candle[] {
  const buckets = Map.groupBy(minutes, ({ openMs }) => bucketOpenMs(openMs, timeframe));
  return [...buckets.values()].map((parts) => foldCandles(parts, timeframe));
}

function printsOf(candle: Candle, firstId: number): PrintRow[] {
  if (isSilent(candle)) return [];
  const { open, low, high, close, volume } = candle;
  const q = new Decimal(volume).div(4).toFixed();
  return [open, low, high, close].map((p, i) => {
    const a = firstId + i;
    return { a, p, q, f: a, l: a, T: candle.openMs + PRINTS_AT_MS[i]!, m: i % 2 === 0 };
  });
}

function row(c: Candle): (string | number)[] {
  return [c.openMs, c.open, c.high, c.low, c.close, c.volume, c.closeMs, "0", 4, "0", "0", "0"];
}
