/** What goes wrong, told as RFC 9457 has it: `application/problem+json`. */
import { z } from "zod";
import { exchangeFailure } from "../../domain/exchange_failure.ts";
import { failureOf } from "../errors.ts";
import { HttpError, reasonOf } from "../fresh/error.ts";
import type { Logger } from "../../actors/runtime/mod.ts";

/** The media type of problems. */
export const PROBLEM_TYPE = "application/problem+json";

/** One part of a request that is not as it should be. */
export const faultyPart = z.object({
  in: z.enum(["body", "query", "path", "header"]),
  pointer: z.string().meta({ description: "A JSON Pointer into that part, such as `#/quantity`" }),
  detail: z.string(),
});
/** One part of a request that is not as it should be. */
export type FaultyPart = z.infer<typeof faultyPart>;

/** A problem. `type` is `about:blank` where the status says it all. */
export const problem = z.object({
  type: z.string().meta({ description: "`about:blank`, or a reference to what this kind of problem is" }),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string().optional(),
  instance: z.string().meta({ description: "The path that was asked" }),
  errors: z.array(faultyPart).optional(),
  failure: exchangeFailure.optional(),
  reference: z.string().optional().meta({ description: "By which the platform's log tells more" }),
}).meta({ id: "Problem" });
/** A problem. */
export type Problem = z.infer<typeof problem>;

/** Kinds of problems that have more to say than their status. */
export const PROBLEM_KINDS = {
  invalid: "Your request is not as it should be",
  "exchange-failure": "The exchange did not do it",
  "used-key": "The key stands for another order",
} as const;
/** Kinds of problems that have more to say than their status. */
export type ProblemKind = keyof typeof PROBLEM_KINDS;

/** An answer that is a problem with more than a status and its words. */
export class ProblemError extends HttpError {
  constructor(
    status: number,
    message: string,
    readonly more: {
      readonly kind?: ProblemKind;
      readonly errors?: readonly FaultyPart[];
      readonly failure?: z.infer<typeof exchangeFailure>;
      readonly headers?: Readonly<Record<string, string>>;
    },
  ) {
    super(status, message);
  }
}

/** The answer of an error; what is our own fault is logged. */
export function problemResponse(error: unknown, request: Request, log: Logger): Response {
  // Whatever was asked has been checked by now: a shape that does not fit is ours.
  const cause = error instanceof z.ZodError ? new Error(`Cannot answer: ${z.prettifyError(error)}`) : error;
  const { status, message, reference } = failureOf(cause, request, log);
  const { kind, errors, failure, headers } = cause instanceof ProblemError ? cause.more : {};
  const told: Problem = {
    type: kind ? `/api/v1/docs#${kind}` : "about:blank",
    title: kind ? PROBLEM_KINDS[kind] : reasonOf(status),
    status,
    ...(message !== null && { detail: message }),
    instance: new URL(request.url).pathname,
    ...(errors && { errors: [...errors] }),
    ...(failure && { failure }),
    ...(reference !== null && { reference }),
  };
  return new Response(JSON.stringify(told), {
    status,
    headers: { "content-type": PROBLEM_TYPE, "cache-control": "no-store", ...headers },
  });
}
