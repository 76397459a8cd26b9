/**
 * The messages of single actors, while somebody looks at them.
 *
 * Only what is newest is kept between two reports, and never what a message says: that may be private.
 */
import type { TraceEntry, TreeNode } from "../runtime/mod.ts";

/** What an actor heard (`in`) and said (`out`) since the report before, oldest first. */
export interface TraceReport {
  readonly path: string;
  readonly entries: readonly TraceEntry[];
  /** Messages that came between two reports and were more than could be shown. */
  readonly skipped: number;
}

/** Messages of an actor from now on, until the signal. @throws when there is no such actor. */
export type OpenTrace = (path: string, signal: AbortSignal) => AsyncIterable<TraceEntry>;

/** Entries of one actor in a report at most. */
export const TRACE_ENTRIES = 100;

interface Trace {
  readonly stop: AbortController;
  entries: TraceEntry[];
  skipped: number;
}

/** Follows some actors at a time. */
export class Traces {
  readonly #traces = new Map<string, Trace>();

  /** Everything ends with `ended`; `failed` hears of an actor that could not be followed. */
  constructor(
    private readonly open: OpenTrace,
    private readonly ended: AbortSignal,
    private readonly failed: (path: string, error: unknown) => void,
  ) {}

  /** How many actors are followed. */
  get size(): number {
    return this.#traces.size;
  }

  /** From now on exactly these of the tree's actors are followed, whatever becomes of their incarnations. */
  follow(paths: ReadonlySet<string>, tree: TreeNode): void {
    const actors = new Set([...actorsOf(tree)].filter((path) => paths.has(path)));
    for (const [path, { stop }] of this.#traces) {
      if (actors.has(path)) continue;
      stop.abort();
      this.#traces.delete(path);
    }
    for (const path of actors) if (!this.#traces.has(path)) this.#followOne(path);
  }

  /** What came since the last call; actors of which nothing came are left out. */
  take(): TraceReport[] {
    return [...this.#traces].flatMap(([path, trace]) => {
      const { entries, skipped } = trace;
      if (entries.length === 0) return [];
      trace.entries = [];
      trace.skipped = 0;
      return [{ path, entries, skipped }];
    });
  }

  #followOne(path: string): void {
    const trace: Trace = { stop: new AbortController(), entries: [], skipped: 0 };
    this.#traces.set(path, trace);
    this.#read(path, trace, AbortSignal.any([this.ended, trace.stop.signal])).catch((error: unknown) => {
      if (this.#traces.get(path) === trace) this.#traces.delete(path);
      this.failed(path, error);
    });
  }

  async #read(path: string, trace: Trace, signal: AbortSignal): Promise<void> {
    for await (const entry of this.open(path, signal)) {
      if (trace.entries.push(entry) <= TRACE_ENTRIES) continue;
      trace.entries.shift();
      trace.skipped++;
    }
  }
}

function* actorsOf(node: TreeNode): Generator<string> {
  if (node.kind === "actor") yield node.path;
  for (const child of node.children) yield* actorsOf(child);
}
