/** What a backtest is told besides its candles and its strategy. */
import { z } from "zod";

/**
 * How much to enter with. `all` and `fraction` take a share of what is free, fees included; `amount` spends so much
 * quote currency; `risk` loses that share of the equity at the stop-loss; `strategy` asks `calculatePositionSize()`.
 */
export const sizing = z.discriminatedUnion("by", [
  z.object({ by: z.literal("all") }),
  z.object({ by: z.literal("fraction"), fraction: z.number().positive().max(1) }),
  z.object({ by: z.literal("units"), units: z.number().positive() }),
  z.object({ by: z.literal("amount"), quote: z.number().positive() }),
  z.object({ by: z.literal("risk"), share: z.number().positive().max(1) }),
  z.object({ by: z.literal("strategy") }),
]);
/** How much to enter with. */
export type Sizing = z.infer<typeof sizing>;

const rate = z.number().min(0).max(0.5);

const fields = {
  /** Quote currency at the start. */
  cash: z.number().positive(),
  /** Share of an execution's value that is paid for each market and stop order. */
  takerFee: rate,
  /** The same for a take-profit, which waits in the book. */
  makerFee: rate,
  /** Share of the price by which executions are worse than the candle says. */
  slippage: rate,
  /**
   * Which executions slip: `entry` takes it once a trade, when it is entered, as the spread between bid and ask;
   * `every_fill` takes it from entries, exits and stops alike. A take-profit never slips: it has its price.
   */
  slippageOn: z.enum(["entry", "every_fill"]),
  sizing,
  /** When an order decided at a close is filled: at the open of the next candle, or at that close itself. */
  fill: z.enum(["next_open", "close"]),
  /** Whether what is open at the end is closed. */
  finalize: z.boolean(),
  /** Whether the venue sells what one does not hold. */
  canShort: z.boolean(),
  /** How many entries a position may have; 1 = no pyramiding. */
  maxEntries: z.int().min(1),
  /** Quantities are cut down to multiples of this, in base currency. */
  quantityStep: z.number().positive(),
  /** Stops and targets are cut down to multiples of this, in quote currency; 0 = they stay as they are. */
  priceStep: z.number().min(0),
  /** The smallest and largest quantity the market takes; base currency. */
  minQuantity: z.number().min(0),
  maxQuantity: z.number().positive(),
  /** The smallest value an entry may have; quote currency. */
  minNotional: z.number().min(0),
};

/** Options as they may be given: what is left out stays out, so that whoever runs them can tell. */
export const givenOptions = z.object(fields).partial();
/** Options of a backtest; each has a default. */
export const backtestOptions = z.object({
  cash: fields.cash.default(10_000),
  takerFee: fields.takerFee.default(0),
  makerFee: fields.makerFee.default(0),
  slippage: fields.slippage.default(0),
  slippageOn: fields.slippageOn.default("entry"),
  sizing: fields.sizing.default({ by: "all" }),
  fill: fields.fill.default("next_open"),
  finalize: fields.finalize.default(true),
  canShort: fields.canShort.default(true),
  maxEntries: fields.maxEntries.default(1),
  quantityStep: fields.quantityStep.default(1),
  priceStep: fields.priceStep.default(0),
  minQuantity: fields.minQuantity.default(0),
  maxQuantity: fields.maxQuantity.default(Number.MAX_VALUE),
  minNotional: fields.minNotional.default(0),
});
/** Options of a backtest. */
export type BacktestOptions = z.infer<typeof backtestOptions>;
/** Options as they may be given: what is left out has its default. */
export type GivenOptions = z.input<typeof backtestOptions>;
