/** A demo exchange in another process, for whoever would trade there: how its accounts are opened, and where its streams are. */
import { z } from "zod";

/** Accounts are opened there, below the address of a demo exchange; Binance has nothing of the kind. */
export const ACCOUNTS_PATH = "/demo/accounts";
const ANSWER_MS = 10_000;

const accountKey = z.object({ apiKey: z.string(), secret: z.string() });
/** The key of an account. */
export type AccountKey = z.infer<typeof accountKey>;

/** Where the streams of a demo exchange are whose REST is at `restUrl`: on the same port. */
export function streamsOf(restUrl: string): string {
  return restUrl.replace(/^http/, "ws");
}

/**
 * Opens an account with some of every currency; the same `name` finds the account that it opened before.
 * @throws {Error} when nobody answers there, or no demo exchange does.
 */
export async function openAccountAt(restUrl: string, name: string): Promise<AccountKey> {
  const response = await fetch(`${restUrl}${ACCOUNTS_PATH}`, {
    method: "POST",
    body: JSON.stringify({ name }),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const text = await response.text();
  if (response.ok) return accountKey.parse(JSON.parse(text));
  throw new Error(`Cannot open account "${name}" at ${restUrl}: status ${response.status}, expected 200`);
}
