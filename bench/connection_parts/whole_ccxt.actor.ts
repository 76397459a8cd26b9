/** Loads all of ccxt and makes one exchange, as its documentation shows. */
import ccxt from "ccxt";
import { z } from "zod";
import { defineActor } from "../../actors/runtime/mod.ts";

export default defineActor({ protocol: {}, args: z.undefined(), init: () => new ccxt.pro.kraken(), on: {} });
