/** Asks something of the house, and tells the user what became of it. */
import { fill } from "../i18n/mod.ts";
import { type Toast, toast } from "./toasts.ts";

/** Sends `body` as JSON, if there is one; a refusal is shown in the house's words. */
export async function post(address: string, sent: Toast["text"], body?: unknown): Promise<void> {
  const type = body === undefined ? undefined : { "content-type": "application/json" };
  const response = await fetch(address, {
    method: "POST",
    headers: { accept: "application/json", ...type },
    body: body === undefined ? null : JSON.stringify(body),
  });
  if (response.ok) return void toast("info", sent);
  const { error } = await response.json() as { error: string };
  toast("error", (texts) => fill(texts.notice.request_failed, { reason: error }));
}
