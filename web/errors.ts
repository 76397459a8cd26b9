/** The one place where an error becomes an answer: with a reference, a line in the log, and no more than the asker may know. */
import { HttpError } from "fresh";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { AskError, type Logger } from "../actors/runtime/mod.ts";
import { isDatabaseAway } from "../db/away.ts";

/** Said while the database is away: nothing can be read, and nothing was done that is not stored. */
export const DATABASE_AWAY = "The database does not answer; what was asked may not have been done";

/** An error as the asker may see it. */
export interface Failure {
  readonly status: number;
  /** Null when it is none of the asker's business. */
  readonly message: string | null;
  /** By which the line in the log is found; null when nothing was logged. */
  readonly reference: string | null;
}

/** Makes the answer of an error, and logs what is our own fault. */
export function failureOf(error: unknown, request: Request, log: Logger): Failure {
  if (error instanceof HttpError) return { status: error.status, message: error.message, reference: null };
  if (error instanceof HTTPException) {
    return { status: error.status, message: error.message || null, reference: null };
  }
  // Somebody stopped it by hand, or it is being restarted.
  if (error instanceof AskError && error.code === "noproc") {
    return { status: 503, message: error.message, reference: null };
  }
  if (isDatabaseAway(error)) return { status: 503, message: DATABASE_AWAY, reference: null };
  if (error instanceof z.ZodError) return { status: 400, message: z.prettifyError(error), reference: null };
  const reference = crypto.randomUUID().slice(0, 8);
  log.error("request failed", {
    reference,
    method: request.method,
    path: new URL(request.url).pathname,
    error: error instanceof Error ? error.stack ?? error.message : String(error),
  });
  return { status: 500, message: null, reference };
}

/** Whether the asker wants a page; everybody else gets JSON. */
export function wantsPage(request: Request): boolean {
  return request.headers.get("accept")?.includes("text/html") ?? false;
}

/** A failure as JSON. */
export function failureJson(failure: Failure): Response {
  const { status, message, reference } = failure;
  return Response.json({ error: message ?? "Internal Server Error", reference }, { status });
}
