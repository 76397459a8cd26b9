/** What the guard asks the runner: plain numbers go in, a decision or the author's own error comes out. */
import { z } from "zod";
import { activeStrategy } from "../../domain/active_strategy.ts";
import { decision } from "../../strategies/decide.ts";
import { parameterSpec } from "../../strategies/parameter.ts";
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
/** More parameters than anybody declares. */
const MOST_PARAMETERS = 1_000;

/** What the runner hears. Every answer that is not ok is the fault of the source. */
export const runnerProtocol = {
  /** Compiles and makes the strategy, and shows it the candles so far, oldest first. */
  Load: {
    in: z.object({
      source: z.string(),
      parameters: activeStrategy.shape.parameters,
      candles: z.array(candleNumbers),
      /** What executions cost, as shares of their value. */
      fees: z.object({ maker: z.number(), taker: z.number() }),
      /** What the market demands of an order; 0 = nothing. */
      limits: z.object({
        quantityStep: z.number(),
        priceStep: z.number(),
        minQuantity: z.number(),
        minNotional: z.number(),
      }),
    }),
    out: z.discriminatedUnion("ok", [
      z.object({
        ok: z.literal(true),
        warm: z.boolean(),
        /** What it declares. */
        specs: z.array(parameterSpec).max(MOST_PARAMETERS),
        /** Whether it wants to hear of its fills. */
        hearsFills: z.boolean(),
      }),
      failed,
    ]),
  },
  /** Shows it candles on which nothing is decided: they closed too long ago. */
  Observe: {
    in: z.object({ candles: z.array(candleNumbers) }),
    out: z.discriminatedUnion("ok", [z.object({ ok: z.literal(true) }), failed]),
  },
  /** Tells it of an execution of one of its own orders. Quantity in base, price and fee in quote currency. */
  Filled: {
    in: z.object({
      side: z.enum(["buy", "sell"]),
      quantity: z.number(),
      price: z.number(),
      fee: z.number(),
      reason: z.string(),
    }),
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
