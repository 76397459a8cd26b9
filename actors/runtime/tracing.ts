/**
 * Traces through OpenTelemetry: one span for each message that is handled, below the span in which it was sent.
 *
 * The place of the sender travels as W3C `traceparent`, so a trace goes on in workers and processes. Who collects the spans
 * is not decided here: Deno's own exporter (`OTEL_DENO=true`), or whatever is registered with the API.
 */
import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { Envelope } from "./envelope.ts";
import type { Observer } from "./observer.ts";
import type { ExitReason } from "./types.ts";

const shape = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Writes a place in a trace as W3C `traceparent`. */
export function toTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

/** Reads a `traceparent`; `undefined` when it is none (it may come from a process that is not trusted). */
export function fromTraceparent(text: string): SpanContext | undefined {
  const [, traceId, spanId, flags] = shape.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

/** The `traceparent` of the code that is running; `undefined` outside every span. */
export function activeTraceparent(): string | undefined {
  const active = trace.getSpanContext(context.active());
  return active && toTraceparent(active);
}

/** Runs `work` as part of the trace that came with a frame. */
export function within(traceparent: string, work: () => void): void {
  context.with(below(traceparent), work);
}

/** The spans of one isolate. */
export class Tracing implements Observer {
  readonly #tracer = trace.getTracer("actors");
  readonly #open = new Map<Envelope, Span>();

  sent(envelope: Envelope): void {
    envelope.traceparent ??= activeTraceparent();
  }

  handle(path: string, envelope: Envelope, run: () => unknown): unknown {
    const parent = below(envelope.traceparent);
    const attributes = { "actor.path": path, "actor.message": envelope.kind };
    const span = this.#tracer.startSpan(`${path} ${envelope.kind}`, { kind: SpanKind.CONSUMER, attributes }, parent);
    this.#open.set(envelope, span);
    return context.with(trace.setSpan(parent, span), run);
  }

  ended(envelope: Envelope, reason?: ExitReason): void {
    const span = this.#open.get(envelope);
    if (span === undefined) return;
    this.#open.delete(envelope);
    if (reason !== undefined) fail(span, reason);
    span.end();
  }
}

/** Nothing of the code that happens to deliver a message shows in its span, only what it came with. */
function below(traceparent: string | undefined): Context {
  const sender = traceparent === undefined ? undefined : fromTraceparent(traceparent);
  return sender === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, sender);
}

function fail(span: Span, { kind, error }: ExitReason): void {
  if (error !== undefined) span.recordException({ name: error.name, message: error.message, stack: error.stack ?? "" });
  span.setStatus({ code: SpanStatusCode.ERROR, message: error?.message ?? kind });
}
