/** Who looks on while messages are sent and handled. With nobody looking, that costs one comparison a message. */
import type { Envelope } from "./envelope.ts";
import type { ExitReason, SystemOptions } from "./types.ts";

/** Looks on in one isolate. */
export interface Observer {
  /** A message comes to its mailbox, still in the context of its sender. */
  sent(envelope: Envelope): void;
  /** Runs the handler of a message. @throws what it throws. */
  handle(path: string, envelope: Envelope, run: () => unknown): unknown;
  /** It was handled to its end, or lost with its incarnation for this reason. */
  ended(envelope: Envelope, reason?: ExitReason): void;
}

/** What is looked at; the same in every isolate of a system. */
export interface Observed {
  readonly tracing: boolean;
  readonly cycles: boolean;
}

/** What the options ask for. Without a word, there are traces where Deno's OpenTelemetry is on. */
export function observed({ tracing, detectCycles }: SystemOptions): Observed {
  return { tracing: tracing ?? environmentTraces(), cycles: detectCycles ?? false };
}

/** Two who look on; the first one is the outer. */
export class Both implements Observer {
  constructor(private readonly outer: Observer, private readonly inner: Observer) {}

  sent(envelope: Envelope): void {
    this.outer.sent(envelope);
    this.inner.sent(envelope);
  }

  handle(path: string, envelope: Envelope, run: () => unknown): unknown {
    return this.outer.handle(path, envelope, () => this.inner.handle(path, envelope, run));
  }

  ended(envelope: Envelope, reason?: ExitReason): void {
    this.inner.ended(envelope, reason);
    this.outer.ended(envelope, reason);
  }
}

function environmentTraces(): boolean {
  const variable = "OTEL_DENO";
  if (Deno.permissions.querySync({ name: "env", variable }).state !== "granted") return false;
  const value = Deno.env.get(variable);
  return value === "true" || value === "1";
}
