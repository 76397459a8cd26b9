/** What the answer to a posted message means. */
import { type Delivery, failed, type Sending, SENT } from "./delivery.ts";
import { type Answer, type Post, post } from "./post.ts";
import { AddressRefused } from "./public_address.ts";

/** What a service says in its own protocol; `waitMs` and `reason` null where it does not. */
export interface Said {
  /** Whether it took the message, for an answer that is one of its own protocol. */
  readonly isTaken: boolean;
  readonly reason: string | null;
  readonly waitMs: number | null;
}

/** Posts, and says what came of it. @param read what the answer says; a service that has no words of its own needs none. */
export async function delivered(of: Post, sending: Sending, read?: (text: string) => Said | null): Promise<Delivery> {
  let answer: Answer;
  try {
    answer = await post(of, sending);
  } catch (error) {
    if (sending.signal.aborted) throw error;
    if (error instanceof AddressRefused) return failed("refused", error.message);
    if (error instanceof Error) return failed("unreachable", error.message);
    throw error;
  }
  return meaningOf(answer, read);
}

function meaningOf({ status, text, waitMs }: Answer, read?: (text: string) => Said | null): Delivery {
  const said = read?.(text) ?? null;
  const reason = said?.reason ? `HTTP ${status}, ${said.reason}` : `HTTP ${status}`;
  if (status === 429 || status === 503) return failed("busy", reason, waitMs ?? said?.waitMs ?? null);
  if (status >= 500 || status === 408) return failed("unreachable", reason);
  if (status >= 300 && status < 400) {
    return failed("refused", `it wants to send us elsewhere (${reason}), which is not followed`);
  }
  if (status < 200 || status >= 300) return failed("refused", reason);
  if (read === undefined || said?.isTaken) return SENT;
  return failed("unreachable", said?.reason ?? "it answered with something else than was expected");
}

/** JSON of others, or null where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // it is no JSON: the caller says what was expected
  }
}
