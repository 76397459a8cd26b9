/** Errors of the runtime, and how any error travels between isolates. */
import type { ErrorEnvelope, ExitReason } from "./types.ts";

/** How an ask can fail. */
export type AskErrorCode = "timeout" | "noproc" | "crash" | "overflow" | "invalid" | "aborted" | "cycle";

/** What a failed {@linkcode ActorRef.ask} rejects with. `crash` and `timeout` leave open whether the message had effect. */
export class AskError extends Error {
  /** Always `AskError`, also after a minifier. */
  override readonly name = "AskError";

  /** `detail` says in words what `code` says in one, without who was asked: for people who know no paths. */
  constructor(
    readonly code: AskErrorCode,
    readonly path: string,
    readonly kind: string,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`Cannot ask ${path} "${kind}": ${detail}`, options);
  }
}

/** A child (or the whole tree) that could not be started; the cause is what its `init` or its module threw. */
export class StartError extends Error {
  /** Always `StartError`, also after a minifier. */
  override readonly name = "StartError";

  /** `reason` is the end that the start came to. */
  constructor(readonly path: string, reason: ExitReason) {
    super(`Cannot start ${path}: ${describeExit(reason)}`, { cause: reason.error && fromEnvelope(reason.error) });
  }
}

const maxCauses = 5;

/** Makes any thrown value fit to cross an isolate. */
export function toEnvelope(error: unknown, depth = 0): ErrorEnvelope {
  if (!(error instanceof Error)) return { name: "Error", message: describeValue(error) };
  const code = (error as { code?: unknown }).code;
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === "string" ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined || depth >= maxCauses ? {} : { cause: toEnvelope(error.cause, depth + 1) }),
  };
}

/** An error again, with its name, code, stack and causes. */
export function fromEnvelope(envelope: ErrorEnvelope): Error {
  const cause = envelope.cause && fromEnvelope(envelope.cause);
  const error = new Error(envelope.message, cause === undefined ? undefined : { cause });
  error.name = envelope.name;
  if (envelope.stack !== undefined) error.stack = envelope.stack;
  return envelope.code === undefined ? error : Object.assign(error, { code: envelope.code });
}

/** The reason of an actor that failed with `error`. */
export function crashed(error: unknown): ExitReason {
  return { kind: "crash", error: toEnvelope(error) };
}

/** One line for logs: `crash: TypeError: x is not a function`. */
export function describeExit(reason: ExitReason): string {
  return reason.error === undefined ? reason.kind : `${reason.kind}: ${reason.error.name}: ${reason.error.message}`;
}

/** True for ends that are no failure. */
export function isOrderly(reason: ExitReason): boolean {
  return reason.kind === "normal" || reason.kind === "shutdown";
}

function describeValue(value: unknown): string {
  return typeof value === "string" ? value : Deno.inspect(value, { depth: 2 });
}
