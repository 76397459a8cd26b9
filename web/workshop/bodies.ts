/** What the endpoints of the workshop are asked, checked. */
import { z } from "zod";
import { symbol } from "../../domain/market.ts";
import { ORIGINS } from "../../domain/strategy_version.ts";
import { timeframe } from "../../domain/timeframe.ts";

/** The longest source, in UTF-16 units: some fifteen hundred lines; a body has at most 64 KiB. */
export const LONGEST_SOURCE = 50_000;
const LONGEST_NAME = 100;
const LONGEST_DESCRIPTION = 2_000;
const MOST_PARAMETERS = 200;

/** The database has no place for the character 0. */
const text = (most: number) => z.string().max(most).regex(/^[^\0]*$/, "expected text without the character 0");
const source = text(LONGEST_SOURCE);
const offset = z.int().min(0).max(LONGEST_SOURCE);

/** Chosen values of parameters by name. */
export const parameters = z.record(text(100), z.union([z.number(), text(200), z.boolean()]))
  .refine((chosen) => Object.keys(chosen).length <= MOST_PARAMETERS, `expected at most ${MOST_PARAMETERS} parameters`);

/** What a user saves. */
export const strategyDraft = z.object({
  name: text(LONGEST_NAME).trim().min(1),
  description: text(LONGEST_DESCRIPTION).trim(),
  timeframe,
  source,
  parameters,
  origin: z.enum(ORIGINS),
});

/** A strategy's part of an address. */
export const ofStrategy = z.object({ id: z.uuid() });
/** A version's part of an address. */
export const ofVersion = z.object({ id: z.uuid(), number: z.coerce.number().int().min(1).max(2 ** 31 - 1) });
/** A source. */
export const sourceBody = z.object({ source });
/** A place in a source, in UTF-16 units. */
export const placeBody = z.object({ source, offset });
/** A source to be tried on candles. */
export const dryRunBody = z.object({ source, parameters, symbol, timeframe });
/** Whether those at work are stopped first. */
export const removeBody = z.object({ stop: z.boolean() });
/** Nothing is told. */
export const emptyBody = z.object({});
