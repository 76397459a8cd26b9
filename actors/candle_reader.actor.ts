/**
 * The candle reader: stored candles for those who run over many, in any isolate.
 * Holds: nothing.
 * **Hears** who wants a page of them, one after the other: the database is asked for one page at a time.
 * **Tells** nobody.
 * **On restart** it goes on; who asked asks again or fails.
 */
import { z } from "zod";
import { candleCopy } from "../db/candle_columns.ts";
import { candleReaderProtocol } from "./candle_reader_protocol.ts";
import { databaseArg } from "./database_arg.ts";
import { defineActor } from "./runtime/mod.ts";

const args = z.object({
  db: databaseArg,
  exchange: z.string(),
});

export default defineActor({
  protocol: candleReaderProtocol,
  args,
  init: (_ctx, of) => of,
  on: {
    GetCandleCopy: ({ db, exchange }, range) => candleCopy(db, exchange, range),
  },
});
