/** The events of an answer, as the house streams them: a JSON text a line. */
import type { AssistantEvent } from "../../assistant_services.ts";

/** Where a question is sent. */
export const ASK_ADDRESS = "/api/assistant/ask";

/** Why there was no whole answer: the house refused in its words (`reason`), did not answer, or broke off. */
export type NoAnswer =
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unreachable" }
  | { readonly kind: "brokenOff" };

/** Sends a question. Aborted, it tells nothing more, and the house ends the answer. */
export async function* answerEvents(body: string, signal: AbortSignal): AsyncGenerator<AssistantEvent | NoAnswer> {
  let isWhole = false;
  try {
    const response = await fetch(ASK_ADDRESS, {
      method: "POST",
      headers: { accept: "application/x-ndjson, application/json", "content-type": "application/json" },
      body,
      signal,
    });
    if (!response.ok || response.body === null) {
      return yield { kind: "refused", reason: (await response.json() as { error: string }).error };
    }
    for await (const line of linesOf(response.body)) {
      const event = JSON.parse(line) as AssistantEvent;
      isWhole ||= event.kind === "end";
      yield event;
    }
  } catch {
    if (!signal.aborted) yield { kind: "unreachable" };
    return;
  }
  if (!isWhole && !signal.aborted) yield { kind: "brokenOff" };
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) break;
      const lines = `${rest}${decoder.decode(value, { stream: true })}`.split("\n");
      rest = lines.pop()!;
      yield* lines.filter((line) => line !== "");
    }
  } finally {
    await reader.cancel();
  }
}
