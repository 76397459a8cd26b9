/** Candles: of each market and timeframe the stored chain is the exchange's own, without a hole. */
import { z } from "zod";
import type { Db } from "../db/open.ts";
import { timeframeMs, TIMEFRAMES } from "../domain/timeframe.ts";
import type { Differs } from "./compare_orders.ts";
import { SYMBOLS } from "./household.ts";
import { lossOf } from "./loss.ts";
import type { World } from "./world.ts";

/** What there is of candles. */
export interface CandleFigures {
  readonly chains: number;
  readonly compared: number;
  readonly missing: number;
  readonly wrong: number;
}

/** Where candles are stored of the exchange that is played. */
const STORED_AS = "demo";
/** A candle is told a moment after its end, and the market has been stopped at any moment. */
const LATE_MS = 120_000;

const first = z.object({ ms: z.number().nullable() });

/** Compares every chain from its first candle to the last that has ended. */
export async function compareCandles({ exchange }: World, db: Db, differs: Differs): Promise<CandleFigures> {
  const figures = { chains: 0, compared: 0, missing: 0, wrong: 0 };
  for (const symbol of SYMBOLS) {
    for (const timeframe of TIMEFRAMES) {
      const [row] = await db`
        select min(open_time) as ms from candles
        where exchange = ${STORED_AS} and symbol = ${symbol} and timeframe = ${timeframe}`;
      const fromMs = first.parse(row).ms;
      const toMs = Math.floor((exchange.clock.now() - LATE_MS) / timeframeMs(timeframe)) * timeframeMs(timeframe);
      if (fromMs === null) {
        if (timeframe === "1m") differs(`${symbol} ${timeframe}: no candle is stored`);
        continue;
      }
      const loss = await lossOf(db, STORED_AS, exchange.exchange, { symbol, timeframe, fromMs, toMs });
      if (loss.first !== null) {
        differs(
          `${symbol} ${timeframe}: ${loss.missing} candles are missing, ${loss.wrong} wrong, ${loss.extra} too many; ${loss.first}`,
        );
      }
      figures.chains++;
      figures.compared += loss.expected;
      figures.missing += loss.missing;
      figures.wrong += loss.wrong + loss.extra;
    }
  }
  return figures;
}
