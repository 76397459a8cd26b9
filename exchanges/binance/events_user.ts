/** Payloads of Binance's user data stream, named after its documentation ("User Data Streams for Binance"). Unknown extra fields are ignored. */
import { z } from "zod";
import { decimalText } from "../../domain/decimal.ts";

/** An order was accepted, filled, canceled or has ended otherwise. */
export const executionReport = z.object({
  e: z.literal("executionReport"),
  /** Event time, UTC ms. */
  E: z.int(),
  s: z.string(),
  /** Client order id; of a cancellation that of the request to cancel, and `C` is the order's. */
  c: z.string(),
  S: z.enum(["BUY", "SELL"]),
  /** Order type. */
  o: z.string(),
  /** Time in force. */
  f: z.string(),
  /** Quantity, price, stop price and iceberg quantity; 0 = none. */
  q: decimalText,
  p: decimalText,
  P: decimalText,
  F: decimalText,
  /** Order list id, −1 = none. */
  g: z.int(),
  C: z.string(),
  /** What happened now, and what state the order is in. */
  x: z.string(),
  X: z.string(),
  /** Why it was rejected; `NONE`. */
  r: z.string(),
  i: z.int(),
  /** Last executed quantity, cumulative filled quantity, last executed price. */
  l: decimalText,
  z: decimalText,
  L: decimalText,
  /** Commission, and in which currency. */
  n: decimalText,
  N: z.string().nullable(),
  /** Transaction time, UTC ms. */
  T: z.int(),
  /** Trade id, −1 = none. */
  t: z.int(),
  /** Whether the order is on the book; whether this trade is the maker side. */
  w: z.boolean(),
  m: z.boolean(),
  /** When the order was made, UTC ms. */
  O: z.int(),
  /** Filled so far and last filled, in quote currency; quantity in quote currency. */
  Z: decimalText,
  Y: decimalText,
  Q: decimalText,
  /** Self-trade prevention mode. */
  V: z.string(),
  /** When it went on the book, UTC ms. */
  W: z.int().optional(),
  /** Trailing delta in basis points, and since when it trails (UTC ms). */
  d: z.int().optional(),
  D: z.int().optional(),
  /** Strategy id and type that were given with the order. */
  j: z.int().optional(),
  J: z.int().optional(),
  /** Self-trade prevention: match, prevented and last prevented quantity, group, the other order and its market. */
  v: z.int().optional(),
  A: decimalText.optional(),
  B: decimalText.optional(),
  u: z.int().optional(),
  U: z.int().optional(),
  Cs: z.string().optional(),
  pl: decimalText.optional(),
  pL: decimalText.optional(),
  pY: decimalText.optional(),
  /** Allocations and smart order routing. */
  b: z.string().optional(),
  a: z.int().optional(),
  k: z.string().optional(),
  uS: z.boolean().optional(),
  /** Pegged orders: price type, offset type and value, price. */
  gP: z.string().optional(),
  gOT: z.string().optional(),
  gOV: z.int().optional(),
  gp: decimalText.optional(),
  /** Why it expired. */
  eR: z.string().optional(),
});

/** Balances that may have changed, as they are now. */
export const outboundAccountPosition = z.object({
  e: z.literal("outboundAccountPosition"),
  E: z.int(),
  /** Time of the last account update, UTC ms. */
  u: z.int(),
  /** Free and locked amount of each currency. */
  B: z.array(z.object({ a: z.string(), f: decimalText, l: decimalText })),
});

/** A deposit, a withdrawal or a transfer: by how much a balance changed. */
export const balanceUpdate = z.object({
  e: z.literal("balanceUpdate"),
  E: z.int(),
  a: z.string(),
  d: decimalText,
  /** Clear time, UTC ms. */
  T: z.int(),
});

/** A list of orders (such as OCO) has changed. */
export const listStatus = z.object({
  e: z.literal("listStatus"),
  E: z.int(),
  s: z.string(),
  g: z.int(),
  /** Contingency type, list status type, list order status, reject reason. */
  c: z.string(),
  l: z.string(),
  L: z.string(),
  r: z.string(),
  /** List client order id. */
  C: z.string(),
  T: z.int(),
  O: z.array(z.object({ s: z.string(), i: z.int(), c: z.string() })),
});

/** Part of a balance is locked or unlocked by something other than spot orders. */
export const externalLockUpdate = z.object({
  e: z.literal("externalLockUpdate"),
  E: z.int(),
  a: z.string(),
  d: decimalText,
  T: z.int(),
});

/** The exchange ends the subscription. */
export const eventStreamTerminated = z.object({ e: z.literal("eventStreamTerminated"), E: z.int() });
