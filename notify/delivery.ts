/** What sending needs beside the message, and what came of it. */
import type { FailureKind } from "../domain/notification/pace.ts";
import { plain } from "../domain/plain_words.ts";

/** Where the services are, and whether users may lead us into our own network. */
export interface Surroundings {
  /** Without a slash at its end. */
  readonly telegramUrl: string;
  readonly discordUrl: string;
  /** Whether webhooks and mail servers may be at addresses that are not public. */
  readonly allowsPrivate: boolean;
}

/** How long a message may take, and how much may be answered. */
export interface DeliveryLimits {
  readonly totalMs: number;
  readonly answerBytes: number;
}

/** Limits of a message. */
export const DELIVERY_LIMITS: DeliveryLimits = { totalMs: 20_000, answerBytes: 64 * 1024 };

/** How a message is sent. */
export interface Sending extends Surroundings {
  readonly limits: DeliveryLimits;
  /** UTC ms. */
  readonly nowMs: number;
  /** Gives it up. */
  readonly signal: AbortSignal;
}

/** What came of it. The reason is in words, without anything that opens the channel. */
export type Delivery =
  | { readonly outcome: "sent" }
  | {
    readonly outcome: "failed";
    readonly kind: FailureKind;
    readonly reason: string;
    /** For how long the other side asks us to wait, ms; null = it does not say. */
    readonly waitMs: number | null;
  };

/** It went out. */
export const SENT: Delivery = { outcome: "sent" };

/** It did not go out. */
export function failed(kind: FailureKind, reason: string, waitMs: number | null = null): Delivery {
  return { outcome: "failed", kind, reason: plain(reason), waitMs };
}
