/** What a webhook is told to do: the signal that a call's body says. */
import { z } from "zod";
import { amount } from "../ticket.ts";

/** `close` sells what the same webhook has bought of a market and not sold since, after canceling its exits. */
export const webhookAction = z.enum(["buy", "sell", "close"]);
/** What is to be done. */
export type WebhookAction = z.infer<typeof webhookAction>;

/** In base currency, in quote currency, or in percent of what is free (quote for a buy, base for a sell). */
export const signalAmount = z.object({ by: z.enum(["quantity", "value", "percent"]), amount });
/** How much. */
export type SignalAmount = z.infer<typeof signalAmount>;

/** A signal. Prices in quote currency. */
export const webhookSignal = z.object({
  action: webhookAction,
  /** As it was written, in capitals: `BTC/USDT`, or `BTCUSDT` as chart sites spell it. */
  symbol: z.string(),
  /** Null for `close` alone. */
  amount: signalAmount.nullable(),
  type: z.enum(["market", "limit"]),
  price: amount.nullable(),
  stopLoss: amount.nullable(),
  takeProfit: amount.nullable(),
  /** The name of one of the user's brokers; null = that of the webhook. */
  broker: z.string().nullable(),
  /** Names the alert: the same id again is the same alert. */
  id: z.string().nullable(),
  /** When it was sent, UTC ms. */
  timeMs: z.int().nullable(),
});
/** A signal. */
export type WebhookSignal = z.infer<typeof webhookSignal>;
