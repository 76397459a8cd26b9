/** The forms of the page of webhooks. */
import { z } from "zod";
import { NAME_CHARACTERS } from "./api_tokens.ts";

const settings = {
  brokerId: z.uuid(),
  mode: z.enum(["test", "real"]),
  from: z.enum(["anywhere", "tradingview"]),
};

/** What may be changed of a webhook. */
export const settingsForm = z.object(settings).transform(({ brokerId, mode, from }) => ({
  brokerId,
  isTest: mode === "test",
  onlyTradingView: from === "tradingview",
}));

/** A new webhook. */
export const webhookForm = z.object({
  name: z.string().trim().min(1).max(NAME_CHARACTERS).regex(/^[^\0]*$/, "expected text without the character 0"),
  ...settings,
}).transform(({ name, ...rest }) => ({ name, ...settingsForm.parse(rest) }));

/** Which calls are listed. */
export const callsQuery = z.object({
  webhook: z.uuid().nullable().default(null),
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
}).transform(({ webhook, page }) => ({ webhookId: webhook, page }));

/** A message that is tried. */
export const tryBody = z.object({ body: z.string().max(16_384) });
/** What is in the address. */
export const ofId = z.object({ id: z.uuid() });
