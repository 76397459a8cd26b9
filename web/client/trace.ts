/** The last messages of one actor, as they come. */
import { useEffect, useState } from "preact/hooks";
import { traceChannel } from "../../actors/live/trace_channel.ts";
import type { TraceReport } from "../../actors/live/traces.ts";
import type { TraceEntry } from "../../actors/runtime/types.ts";
import { watch } from "./live_connection.ts";
import { onEvent } from "./store.ts";

/** How many messages a page keeps. */
export const TRACE_ROWS = 100;

/** One message with its number among all that were seen. */
export interface TraceRow extends TraceEntry {
  readonly number: number;
}

/** What was seen of an actor's messages. */
export interface Trace {
  /** The newest first, at most {@linkcode TRACE_ROWS}. */
  readonly rows: readonly TraceRow[];
  readonly seen: number;
  /** Counted among the seen, but too many at once to be shown. */
  readonly skipped: number;
}

/** Nothing seen yet. */
export const NO_TRACE: Trace = { rows: [], seen: 0, skipped: 0 };

/** Adds what a report tells. */
export function withReport(trace: Trace, { entries, skipped }: TraceReport): Trace {
  const first = trace.seen + skipped + 1;
  const added = entries.map((entry, index) => ({ ...entry, number: first + index }));
  return {
    rows: [...added.reverse(), ...trace.rows].slice(0, TRACE_ROWS),
    seen: trace.seen + skipped + entries.length,
    skipped: trace.skipped + skipped,
  };
}

/** Follows an actor while it is shown; null follows none. */
export function useTrace(path: string | null): Trace {
  const [trace, setTrace] = useState(NO_TRACE);
  useEffect(() => {
    setTrace(NO_TRACE);
    if (path === null) return;
    const forget = onEvent("trace", (report) => {
      if (report.path === path) setTrace((before) => withReport(before, report));
    });
    const unwatch = watch(traceChannel(path));
    return () => {
      forget();
      unwatch();
    };
  }, [path]);
  return trace;
}
