/** Asks something of the house, and tells the user what became of it. */
import { fill } from "../i18n/mod.ts";
import { type Toast, toast } from "./toasts.ts";

/** Sends `body` as JSON, if there is one; a refusal is shown in the house's words. */
export async function post(address: string, sent: Toast["text"], body?: unknown): Promise<void> {
  const refusal = await ask(address, body);
  if (refusal === null) toast("info", sent);
  else toast("error", (texts) => fill(texts.notice.request_failed, { reason: refusal }));
}

/** Null when it was done, else why not. */
async function ask(address: string, body: unknown): Promise<string | null> {
  const type = body === undefined ? undefined : { "content-type": "application/json" };
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { accept: "application/json", ...type },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return response.ok ? null : (await response.json() as { error: string }).error;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
