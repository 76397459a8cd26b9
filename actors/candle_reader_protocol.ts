/** What the candle reader hears; apart from itself, so that who asks it does not load the database. */
import { z } from "zod";
import { symbol } from "../domain/market.ts";
import { timeframe } from "../domain/timeframe.ts";

/** What the candle reader hears. */
export const candleReaderProtocol = {
  /**
   * Stored candles that open at or after `fromMs` and before `toMs` (UTC ms), at most `limit`, the oldest first, as the
   * database copies them out; `columnsOfCopy` (db/copy_binary.ts) reads them.
   */
  GetCandleCopy: {
    in: z.object({ symbol, timeframe, fromMs: z.int(), toMs: z.int(), limit: z.int().min(1).max(100_000) }),
    out: z.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array),
  },
} as const;
