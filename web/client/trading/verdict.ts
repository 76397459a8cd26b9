/** What would become of a ticket, asked while it is filled in: the newest form alone, after a pause in typing. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Ticket, TicketVerdict } from "../../../domain/ticket.ts";
import { postJson } from "./ask.ts";

const PAUSE_MS = 300;

/** The verdict of the form as it stands. */
export interface Checked {
  /** Null while it is not known. */
  readonly verdict: TicketVerdict | null;
  /** Why it could not be asked; null while all is well. */
  readonly error: string | null;
  /** The verdict as things stand now, asked anew; null where it cannot be had. */
  now(): Promise<TicketVerdict | null>;
}

/** Follows a ticket; null = the form is not filled in. */
export function useVerdict(ticket: Ticket | null): Checked {
  const [known, setKnown] = useState<{ of: string; verdict: TicketVerdict | null; error: string | null } | null>(null);
  const running = useRef<AbortController>(null);
  const text = ticket === null ? null : JSON.stringify(ticket);

  const load = async (of: string, brokerId: string) => {
    running.current?.abort();
    const abort = running.current = new AbortController();
    try {
      const answer = await postJson<TicketVerdict>(
        `/api/trading/${brokerId}/check`,
        { ticket: JSON.parse(of) },
        abort.signal,
      );
      setKnown({ of, verdict: answer.ok ? answer.value : null, error: answer.ok ? null : answer.reason });
      return answer.ok ? answer.value : null;
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return null;
      throw error;
    }
  };
  useEffect(() => {
    if (text === null || ticket === null) return;
    const timer = setTimeout(() => void load(text, ticket.brokerId), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      running.current?.abort();
    };
  }, [text]);

  const fits = known !== null && known.of === text;
  return {
    verdict: fits ? known.verdict : null,
    error: fits ? known.error : null,
    now: () => text === null || ticket === null ? Promise.resolve(null) : load(text, ticket.brokerId),
  };
}
