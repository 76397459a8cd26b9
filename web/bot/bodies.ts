/** What the routes of strategies at work are asked, checked. */
import { z } from "zod";
import { symbol } from "../../domain/market.ts";
import { amount } from "../../domain/ticket.ts";
import { parameters } from "../workshop/bodies.ts";

/** Accounts that one activation names. */
const MOST_SHARES = 50;

/** Years beyond have five digits, and in some zone no day at all: no page could be written that names them. */
const LAST_MS = Date.UTC(9999, 11, 31);

const date = z.int().min(0).max(LAST_MS).nullable().meta({ description: "UTC ms; null = no bound" });

/** What is to be set to work, and where. */
export const activation = z.strictObject({
  strategyId: z.uuid(),
  version: z.int().min(1).max(2 ** 31 - 1).nullable().default(null).meta({ description: "null = the newest" }),
  symbol,
  parameters: parameters.default({}),
  startMs: date.default(null),
  endMs: date.default(null),
  shares: z.array(z.strictObject({ brokerId: z.uuid(), amountQuote: amount })).min(1).max(MOST_SHARES)
    .refine((all) => new Set(all.map(({ brokerId }) => brokerId)).size === all.length, "expected each account once"),
});

/** A strategy at work's part of an address. */
export const ofWork = z.object({ id: z.uuid() });
/** Which page of its timeline, from 1. */
export const timelineQuery = z.object({ page: z.coerce.number().int().min(1).max(1_000_000).default(1) });

/** What the address of the page may say; what makes no sense there is as if it were not said. */
export const botAddress = z.object({
  /** Begin with the terms of this one at work. */
  copy: z.uuid().optional().catch(undefined),
});
