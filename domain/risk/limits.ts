/** The limits that users set themselves, for all their accounts of one kind together or for one of them. */
import { z } from "zod";
import { symbol } from "../market.ts";
import { amount } from "../ticket.ts";

const above0 = amount.refine((text) => !text.startsWith("-") && Number(text) > 0, "expected an amount above 0");
const count = (most: number) => z.int().min(1).max(most);

/** The most markets that a list of allowed ones may name. */
const MOST_SYMBOLS = 200;

/** What is not limited is null. Amounts are in `quote`; where one is set, only markets of that currency can be measured. */
export const riskLimits = z.object({
  quote: z.string().regex(/^[\p{L}\p{N}$._-]{1,24}$/u, "expected a currency such as USDT").nullable(),
  /** The most that a position may be worth, with what is ordered for it. */
  maxPosition: above0.nullable(),
  /** The most that may be lost within a day of the user's time zone, after fees. */
  maxDailyLoss: above0.nullable(),
  /** The most that the profit may fall from its highest point. */
  maxDrawdown: above0.nullable(),
  /** Orders that open or enlarge a position, within 60 s. */
  ordersPerMinute: count(10_000).nullable(),
  /** After so many closed positions in a row that lost, nothing opens for `coolDownMinutes`. */
  lossesInARow: count(1_000).nullable(),
  coolDownMinutes: count(100_000).nullable(),
  /** The only markets that may be traded. */
  symbols: z.array(symbol).min(1).max(MOST_SYMBOLS).nullable(),
}).refine(
  ({ lossesInARow, coolDownMinutes }) => (lossesInARow === null) === (coolDownMinutes === null),
  { message: "expected both losses in a row and minutes, or neither", path: ["coolDownMinutes"] },
).refine(
  ({ quote, maxPosition, maxDailyLoss, maxDrawdown }) =>
    quote !== null || !(maxPosition ?? maxDailyLoss ?? maxDrawdown),
  { message: "expected the currency that the amounts are in", path: ["quote"] },
);
/** The limits that users set themselves. */
export type RiskLimits = z.infer<typeof riskLimits>;

/** Nothing is limited. */
export const NO_LIMITS: RiskLimits = {
  quote: null,
  maxPosition: null,
  maxDailyLoss: null,
  maxDrawdown: null,
  ordersPerMinute: null,
  lossesInARow: null,
  coolDownMinutes: null,
  symbols: null,
};

/** Which limit denies an order. */
export const riskRule = z.enum([
  "kill_switch",
  "live_switch",
  "position",
  "daily_loss",
  "drawdown",
  "orders_per_minute",
  "cool_down",
  "symbols",
]);
/** Which limit denies an order. */
export type RiskRule = z.infer<typeof riskRule>;

/** Why an order must not be sent. */
export interface Broken {
  readonly rule: RiskRule;
  /** In words. */
  readonly reason: string;
}
