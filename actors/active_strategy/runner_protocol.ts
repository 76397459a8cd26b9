/** What the guard asks the runner: plain numbers go in, a decision or the author's own error comes out. */
import { z } from "zod";
import { activeStrategy } from "../../domain/active_strategy.ts";
import { decision } from "../../strategies/decide.ts";
import { userError } from "../../strategies/user_error.ts";

/** A closed candle as numbers. */
export const candleNumbers = z.object({
  openMs: z.int(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number(),
});

const failed = z.object({ ok: z.literal(false), error: userError });
const parameter = activeStrategy.shape.parameters.valueType;

/** What the runner hears. Every answer that is not ok is the fault of the source. */
export const runnerProtocol = {
  /** Compiles and makes the strategy, and shows it the candles so far, oldest first. */
  Load: {
    in: z.object({
      source: z.string(),
      parameters: activeStrategy.shape.parameters,
      candles: z.array(candleNumbers),
    }),
    out: z.discriminatedUnion("ok", [
      z.object({ ok: z.literal(true), warm: z.boolean(), declared: z.record(z.string(), parameter) }),
      failed,
    ]),
  },
  /** Shows it candles on which nothing is decided: they closed too long ago. */
  Observe: {
    in: z.object({ candles: z.array(candleNumbers) }),
    out: z.discriminatedUnion("ok", [z.object({ ok: z.literal(true) }), failed]),
  },
  /** Shows it the candle that closed just now and asks what to do. `averagePrice` is null when nothing is held. */
  Decide: {
    in: z.object({
      candle: candleNumbers,
      position: z.object({ quantity: z.number(), averagePrice: z.number().nullable() }),
      balance: z.number(),
      canShort: z.boolean(),
    }),
    out: z.discriminatedUnion("ok", [z.object({ ok: z.literal(true), decision, warm: z.boolean() }), failed]),
  },
} as const;
