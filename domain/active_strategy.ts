/** A strategy that a user has set to work on a market. */
import { z } from "zod";
import { decimalText } from "./decimal.ts";
import { symbol } from "./market.ts";
import { position } from "./position.ts";
import { timeframe } from "./timeframe.ts";

const parameters = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));

/** A strategy as written: TypeScript source with a default-exported class that extends `Strategy`. */
export const strategySource = z.object({
  id: z.string(),
  userId: z.string(),
  name: z.string(),
  description: z.string(),
  timeframe,
  /** Of its newest version, whose number is `version`, from 1. */
  source: z.string(),
  version: z.int().min(1),
  /** Values that its user chose; the rest has its defaults. */
  parameters,
  createdMs: z.int(),
  updatedMs: z.int(),
});
/** A strategy as written. */
export type StrategySource = z.infer<typeof strategySource>;

/** A strategy at work. Active while `isActive` and now is in `[startMs, endMs)`. */
export const activeStrategy = z.object({
  id: z.string(),
  userId: z.string(),
  strategyId: z.string(),
  /** The version of its source that runs, also after a restart. */
  version: z.int().min(1),
  brokerId: z.string(),
  symbol,
  timeframe,
  /** What it may trade with, in quote currency. */
  amountQuote: decimalText,
  parameters,
  startMs: z.int().nullable(),
  endMs: z.int().nullable(),
  isActive: z.boolean(),
  createdMs: z.int(),
});
/** A strategy at work. */
export type ActiveStrategy = z.infer<typeof activeStrategy>;

/**
 * How the exits of a position are kept: `none` (nothing is held, or it was meant to have none); `native`: all of them stand at
 * the venue; `emulated`: the platform watches the venue's prints for all of them; `mixed`; `unprotected`: nobody does.
 */
export const protection = z.enum(["none", "native", "emulated", "mixed", "unprotected"]);
/** How the exits of a position are kept. */
export type Protection = z.infer<typeof protection>;

/** How a strategy at work is doing, as the Bot page shows it. */
export const strategyStatus = z.object({
  activeStrategyId: z.string(),
  userId: z.string(),
  name: z.string(),
  symbol,
  timeframe,
  /** `halted`: it failed too often and stays stopped until the user resumes it. */
  state: z.enum(["starting", "warming_up", "running", "restarting", "suspended", "halted"]),
  /** The last error of the user's own code, with its line. */
  error: z.string().nullable(),
  restarts: z.int(),
  lastDecision: z.enum(["long", "short", "exit", "wait"]).nullable(),
  lastCandleMs: z.int().nullable(),
  position,
  protection,
  /** Since when its position stands unprotected, UTC ms; null while it does not. */
  unprotectedSinceMs: z.int().nullable(),
  /** How long its newest position stood unprotected before that, all times together, ms. */
  unprotectedMs: z.int().min(0),
  /** Free quote currency of its amount. */
  cashQuote: decimalText,
  /** Cash plus position at the last price, in quote currency. */
  equityQuote: decimalText,
});
/** How a strategy at work is doing. */
export type StrategyStatus = z.infer<typeof strategyStatus>;

/** Something a user must be told. `key` names a text of the dictionaries, `parameters` fill its places. */
export const notice = z.object({
  level: z.enum(["info", "warning", "error"]),
  userId: z.string().nullable(),
  key: z.string(),
  parameters: z.record(z.string(), z.string()),
  timeMs: z.int(),
});
/** Something a user must be told. */
export type Notice = z.infer<typeof notice>;
