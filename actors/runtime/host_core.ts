/**
 * The inside of a host: it runs actors as the main isolate orders, and is their {@linkcode World}.
 *
 * The same in a worker and in a process; only the wire differs.
 */
import { realClock } from "./clock.ts";
import type { Envelope } from "./envelope.ts";
import { toEnvelope } from "./errors.ts";
import { Batch, type CallMethod, type Order, type Report } from "./frames.ts";
import { HostTenants, type TenantHost } from "./host_tenants.ts";
import { Isolate, type Level, type Target, type World } from "./isolate.ts";
import { isClustered } from "./nodes.ts";
import { OpenAsks, OpenCalls } from "./link_reply.ts";
import { FairScheduler } from "./scheduler.ts";
import { activeTraceparent, within } from "./tracing.ts";
import type { ActorDef, ChildSpec, DeadLetter, Down, SnapshotStore, SupervisorChild } from "./types.ts";

/** How old the counters of an actor may be that hears nothing from the main isolate. */
const countersEveryMs = 200;
/** What an answer tells: one message more received, sent and handled. */
const receiptSum = 3;

/** Everything a host does but talk. */
export class HostCore implements World, TenantHost {
  readonly isolate: Isolate;
  readonly store: SnapshotStore;
  readonly #tenants = new HostTenants(this);
  readonly #asks = new OpenAsks();
  readonly #calls = new OpenCalls();
  readonly #watches = new Map<number, (down: Down) => void>();
  /** Topics that somebody outside hears. */
  readonly #wantedOutside = new Set<string>();
  readonly #out: Batch<Report>;
  #lastWatch = 0;
  #topics = 0;
  /** The sum of the counters as the main isolate knows them. */
  #toldSum = 0;

  constructor(
    send: (reports: readonly Report[]) => void,
    readonly load: (module: string) => Promise<ActorDef>,
  ) {
    this.#out = new Batch(send, () => this.#addCounts());
    this.isolate = new Isolate(this, realClock, Math.random, new FairScheduler());
    this.store = {
      load: async (id) => (await this.#call("load", [id]) as Awaited<ReturnType<SnapshotStore["load"]>>) ?? undefined,
      append: (id, events) => this.#call("append", [id, events]) as Promise<void>,
      save: (id, version, state) => this.#call("save", [id, version, state]) as Promise<void>,
    };
    globalThis.addEventListener("error", (event) => this.#fault(event));
    globalThis.addEventListener("unhandledrejection", (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      this.report(["fault", toEnvelope(event.reason)]);
    });
    setInterval(() => this.#tenants.lookAround(), countersEveryMs);
    this.report(["ready"]);
  }

  report(report: Report): void {
    this.#out.push(report);
  }

  changed(): void {
    this.#out.schedule();
  }

  receive(orders: readonly Order[]): void {
    for (const order of orders) this.#obey(order);
  }

  elsewhere(path: string): Target {
    const deliver = ({ kind, payload, reply }: Envelope) => {
      const rest = payload === undefined ? [] as const : [payload] as const;
      if (reply === undefined) this.#reportWithin(["tell", path, kind, ...rest]);
      else this.#reportWithin(["ask", path, kind, this.#asks.add(reply), ...rest]);
    };
    return { path, gone: true, deliver, probe: (probe) => this.report(["probe", probe]) };
  }

  announce(name: string, key: string | undefined, value: unknown): void {
    if (this.#wantedOutside.has(name) || isClustered(name)) this.#reportWithin(["topic", name, key ?? null, value]);
  }

  interestChanged(name: string, key: string | undefined, wanted: boolean): void {
    this.report(["interest", name, key ?? null, wanted]);
  }

  watch(path: string, ended: (down: Down) => void): () => void {
    const watch = ++this.#lastWatch;
    this.#watches.set(watch, ended);
    this.report(["watch", watch, path]);
    return () => {
      if (this.#watches.delete(watch)) this.report(["unwatch", watch]);
    };
  }

  async spawn(parent: string, child: ChildSpec): Promise<string> {
    return await this.#call("spawn", [parent, plain(child)]) as string;
  }

  async startChild(parent: string, child: ChildSpec | SupervisorChild): Promise<string> {
    return await this.#call("startChild", [parent, plain(child)]) as string;
  }

  async stopChild(path: string): Promise<void> {
    await this.#call("stopChild", [path]);
  }

  log(level: Level, path: string, message: string, fields: Record<string, unknown> = {}): void {
    this.report(["log", level, path, message, sendable(fields)]);
  }

  deadLetter(letter: DeadLetter): void {
    this.report(["dead", letter]);
  }

  cycleFound(way: readonly string[]): void {
    this.report(["cycle", way]);
  }

  /** What to say instead of a report that is no plain data. */
  unsendable(report: Report, error: unknown): void {
    const detail = `what it sent is no plain data: ${String(error)}`;
    if (report[0] === "within") this.unsendable(report[2], error);
    else if (report[0] === "answer") this.#unanswered(report[1], detail, error);
    else if (report[0] === "ask") this.#asks.fail(report[3], ["invalid", detail, toEnvelope(error)]);
    else if (report[0] === "call") this.#calls.settle(["throw", report[1], toEnvelope(error)]);
    else this.log("error", "host", `Cannot send ${report[0]}: ${detail}`, { to: String(report[1]) });
  }

  answered(): void {
    this.#toldSum += receiptSum;
  }

  /** An answer that nobody got was no receipt: all is counted anew. */
  #unanswered(ask: number, detail: string, error: unknown): void {
    this.#toldSum = NaN;
    this.#tenants.tellAnew();
    this.report(["fail", ask, "invalid", detail, toEnvelope(error)]);
  }

  #obey(order: Order): void {
    switch (order[0]) {
      case "tell":
      case "ask":
        return this.#tenants.deliver(order);
      case "topic":
        this.#topics++;
        this.#out.schedule();
        return this.isolate.topics.deliver(order[1], order[2] ?? undefined, order[3], true);
      case "answer":
        return this.#asks.answer(order[1], order[2]);
      case "fail":
        return this.#asks.fail(order[1], [order[2], order[3], order[4]]);
      case "observe":
        return this.isolate.observe(order[1]);
      case "probe":
        return this.isolate.cycles?.arrived(order[1]);
      case "within":
        return within(order[1], () => this.#obey(order[2]));
      case "interest":
        if (order[2]) this.#wantedOutside.add(order[1]);
        else this.#wantedOutside.delete(order[1]);
        return;
      case "down":
        return this.#down(order[1], order[2]);
      case "return":
      case "throw":
        return this.#calls.settle(order);
      default:
        return this.#tenants.obey(order);
    }
  }

  /** Something that an actor sends, with its place in a trace where there is one. */
  #reportWithin(report: Report): void {
    const traceparent = this.isolate.tracing && activeTraceparent();
    this.report(traceparent === undefined ? report : ["within", traceparent, report]);
  }

  #call(method: CallMethod, args: readonly unknown[]): Promise<unknown> {
    return this.#calls.make((call) => this.report(["call", call, method, args]));
  }

  #down(watch: number, down: Down): void {
    const ended = this.#watches.get(watch);
    this.#watches.delete(watch);
    ended?.(down);
  }

  /** Before each flush: what was handled since the last and is not told by an answer. */
  #addCounts(): void {
    this.#tenants.addCounts();
    const { received } = this.#tenants;
    const { sent, handled, dead } = this.isolate.tally;
    const sum = received + this.#topics + sent + handled + dead;
    if (sum === this.#toldSum) return;
    this.#toldSum = sum;
    this.#out.push(["tally", received, this.#topics, sent, handled, dead]);
  }

  #fault(event: ErrorEvent): void {
    event.preventDefault();
    const culprit = this.isolate.running.getStore();
    if (culprit === undefined) this.report(["fault", toEnvelope(event.error ?? event.message)]);
    else culprit.blame(event.error ?? new Error(event.message));
  }
}

/** A spec without what is only there for the compiler. */
function plain(child: ChildSpec | SupervisorChild): ChildSpec | SupervisorChild {
  if (!("module" in child)) return child;
  const { protocol: _onlyAType, ...rest } = child;
  return rest;
}

/** Log fields that cannot be cloned travel as text. */
function sendable(fields: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]) => {
    if (value instanceof Error) return [name, toEnvelope(value)];
    return [name, typeof value === "function" || typeof value === "symbol" ? String(value) : value];
  });
  return Object.fromEntries(entries);
}
