/** The main isolate's end of one living host. When the host dies, everything that hung on it is settled here, once. */
import { Envelope, type Reply } from "./envelope.ts";
import { crashed, describeExit, toEnvelope } from "./errors.ts";
import { Batch, type Failure, type Order, type Report, type StartOrder, type Wire } from "./frames.ts";
import { HostRequests } from "./host_requests.ts";
import { Interest } from "./interest.ts";
import { LinkReply, OpenAsks, OpenCalls } from "./link_reply.ts";
import type { Reach } from "./reach.ts";
import type { LiveSystem } from "./system.ts";
import { Throttle } from "./throttle.ts";
import { activeTraceparent, within } from "./tracing.ts";
import type { ExitReason, MailboxSpec, TraceEntry } from "./types.ts";

/** Values of topics that may be on their way to one host; what is above is lost and counted. */
const topicWindow = 20_000;

const linesPerSecond = 100;

/** An actor in the host, as the link tells of it. */
export interface Tenant {
  readonly path: string;
  started(life: number, mailbox: MailboxSpec): void;
  exited(life: number, reason: ExitReason): void;
  done(count: number, handled: number, depth: number, dropped: number): void;
  /** One ask is done: the host has answered it, or not. */
  settled(answered: boolean, reply: Reply): void;
  /** The actor has put this ask aside, or without one its oldest tell. */
  setAside(reply?: Reply): void;
  /** It has put everything back. */
  bringBack(): void;
  traced(entry: TraceEntry): void;
  unsendable(payload: unknown, error: unknown): void;
  /** @returns how many messages were lost, and told, with the host. */
  hostDied(reason: ExitReason): number;
}

/** What a link needs of the one who opened it. */
export interface LinkOwner {
  readonly name: string;
  readonly system: LiveSystem;
  readonly reach: Reach;
  /** The host's interest in a topic has changed. */
  interestChanged(topic: string): void;
  /** A value from this host for those who hear the topic elsewhere. */
  publish(from: RemoteLink, name: string, key: string | undefined, value: unknown): void;
  died(link: RemoteLink, reason: ExitReason): void;
}

/** One host, from its first report to its end. */
export class RemoteLink {
  readonly ready = Promise.withResolvers<void>();
  readonly #out: Batch<Order>;
  readonly #tenants = new Map<number, Tenant>();
  readonly #asks = new OpenAsks((actor, answered, reply) => this.#settled(actor, answered, reply));
  readonly #calls = new OpenCalls();
  readonly #requests: HostRequests;
  readonly interest = new Interest();
  /** For hosts whose code is not trusted. */
  readonly #log: Throttle;
  #alive = true;
  #lastActor = 0;
  #forwarded = 0;
  #topicsSent = 0;
  #tally = { received: 0, topics: 0, sent: 0, handled: 0, dead: 0 };
  #refused = 0;

  constructor(readonly wire: Wire, private readonly owner: LinkOwner) {
    this.ready.promise.catch(() => {});
    this.#out = new Batch((orders) => wire.send(orders));
    const { name, reach, system } = owner;
    this.#log = new Throttle(system.clock, linesPerSecond);
    const send = (order: Order) => this.send(order);
    const holds = (path: string) => this.#tenants.values().some((tenant) => tenant.path === path);
    this.#requests = new HostRequests({ name, reach, system, send, holds });
    wire.onReports = (reports) => this.#hear(reports);
    wire.onEnd = (reason) => this.die(reason);
    wire.onUnsendable = (order, error) => this.#unsendable(order, error);
    if (system.isolate.observer !== undefined) this.send(["observe", system.observed]);
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** What happened in this host, for the system's counts. */
  get counts(): { readonly sent: number; readonly handled: number; readonly dead: number; readonly queued: number } {
    const { received, sent, handled, dead } = this.#tally;
    return { sent: sent - received, handled, dead, queued: this.#forwarded - received + sent - handled - dead };
  }

  /** Gives an actor its number in this host. */
  adopt(tenant: Tenant): number {
    this.#tenants.set(++this.#lastActor, tenant);
    return this.#lastActor;
  }

  /** From now on `tenant` hears of the actor; nobody does when it is absent. */
  handOver(actor: number, tenant?: Tenant): void {
    if (tenant === undefined) this.#tenants.delete(actor);
    else this.#tenants.set(actor, tenant);
  }

  /** So many messages that the actor had put aside here are sent to another host now. */
  takeBack(actor: number, messages: number): void {
    this.#forwarded -= messages;
    this.#asks.forget(actor);
  }

  start(actor: number, life: number, order: StartOrder): void {
    this.send(["start", actor, life, order]);
  }

  send(order: Order): void {
    if (this.#alive) this.#out.push(order);
  }

  forward(actor: number, { kind, payload, reply, traceparent }: Envelope): void {
    this.#forwarded++;
    const order = reply !== undefined
      ? ask(actor, kind, this.#asks.add(reply, actor), payload)
      : payload === undefined
      ? ["tell", actor, kind] as const
      : ["tell", actor, kind, payload] as const;
    this.send(traceparent === undefined ? order : ["within", traceparent, order]);
  }

  call(order: (call: number) => Order): Promise<unknown> {
    if (!this.#alive) return Promise.reject(new Error(`${this.owner.name} has ended`));
    return this.#calls.make((call) => this.send(order(call)));
  }

  /** The actor has left: the host has given its address up when this resolves. */
  async dismiss(actor: number): Promise<void> {
    await this.call((call) => ["close", actor, call]);
    this.#tenants.delete(actor);
  }

  /** One copy of the value for all who hear it in this host. */
  publish(name: string, key: string | undefined, value: unknown): void {
    if (!this.interest.hears(name, key)) return;
    if (this.#topicsSent - this.#tally.topics < topicWindow) {
      this.#topicsSent++;
      const order = ["topic", name, key ?? null, value] as const;
      const traceparent = this.owner.system.isolate.tracing && activeTraceparent();
      return this.send(traceparent === undefined ? order : ["within", traceparent, order]);
    }
    const { isolate } = this.owner.system;
    isolate.tally.sent++;
    isolate.refuse(this.owner.name, new Envelope(name, value), "overflow");
  }

  /** The host is gone, or shall be: fences it and settles everything. */
  die(reason: ExitReason): Promise<void> {
    if (!this.#alive) return Promise.resolve();
    this.#alive = false;
    const gone = this.wire.kill();
    const error = new Error(`${this.owner.name} has ended: ${describeExit(reason)}`);
    this.ready.reject(error);
    this.#requests.close();
    const { topics } = this.interest;
    this.interest.clear();
    this.owner.died(this, reason);
    for (const tenant of this.#tenants.values()) this.#refused += tenant.hostDied(reason);
    this.#asks.failAll(error.message);
    this.#calls.failAll(error);
    this.#fold();
    for (const topic of topics) this.owner.interestChanged(topic);
    return gone;
  }

  /** Adds what happened in the host to the counts of the main isolate; what it did not report is lost. */
  #fold(): void {
    const { tally } = this.owner.system.isolate;
    const { sent, handled, dead, queued } = this.counts;
    tally.sent += sent;
    tally.handled += handled;
    tally.dead += dead + Math.max(0, queued - this.#refused);
  }

  #hear(reports: readonly Report[]): void {
    try {
      for (const report of reports) if (this.#alive) this.#take(report);
    } catch (error) {
      // Whatever a host says, it is the host that ends by it.
      void this.die(crashed(error));
    }
  }

  #take(report: Report): void {
    switch (report[0]) {
      case "done":
        return this.#tenants.get(report[1])?.done(report[2], report[3], report[4], report[5]);
      case "answer":
        return this.#asks.answer(report[1], report[2]);
      case "fail":
        return this.#asks.fail(report[1], [report[2], report[3], report[4]]);
      case "tell":
      case "ask":
        return this.#route(report);
      case "topic":
        return this.#published(report[1], report[2] ?? undefined, report[3]);
      case "tally": {
        const [, received, topics, sent, handled, dead] = report;
        this.#tally = { received, topics, sent, handled, dead };
        return;
      }
      case "aside":
        return this.#setAside(report[1], report[2]);
      case "back":
        return this.#tenants.get(report[1])?.bringBack();
      case "started":
        return this.#tenants.get(report[1])?.started(report[2], report[3]);
      case "failed":
      case "exited":
        return this.#tenants.get(report[1])?.exited(report[2], report[3]);
      default:
        return this.#takeRare(report);
    }
  }

  #setAside(actor: number, ask: number | null): void {
    const reply = ask === null ? undefined : this.#asks.replyOf(ask);
    if (ask === null || reply !== undefined) this.#tenants.get(actor)?.setAside(reply);
  }

  /** An answer is also the receipt of what was asked: the host sends no `done` and no `tally` for it. */
  #settled(actor: number, answered: boolean, reply: Reply): void {
    if (answered) {
      this.#tally.received++;
      this.#tally.sent++;
      this.#tally.handled++;
    }
    this.#tenants.get(actor)?.settled(answered, reply);
  }

  #takeRare(
    report: Exclude<Report, readonly ["tell" | "ask" | "topic" | "answer" | "fail" | "done", ...unknown[]]>,
  ): void {
    const { system } = this.owner;
    switch (report[0]) {
      case "ready":
        return this.ready.resolve();
      case "log":
        return this.#logged(report);
      case "dead":
        return system.deadLetter(report[1]);
      case "trace":
        return this.#tenants.get(report[1])?.traced(report[2]);
      case "interest":
        return this.#interested(report[1], report[2], report[3]);
      case "watch":
        return this.#requests.watch(report[1], report[2]);
      case "unwatch":
        return this.#requests.unwatch(report[1]);
      case "call":
        return this.#requests.call(report);
      case "return":
      case "throw":
        return this.#calls.settle(report);
      case "fault":
        return void this.die({ kind: "crash", error: report[1] });
      case "probe":
        // Who is not trusted may not say who waits.
        return this.owner.reach.mayManage ? system.isolate.cycles?.pass(report[1]) : undefined;
      case "cycle":
        return this.owner.reach.mayManage ? system.cycleFound(report[1]) : undefined;
      case "within":
        return within(report[1], () => this.#take(report[2]));
    }
  }

  #logged([, level, path, message, fields]: Extract<Report, readonly ["log", ...unknown[]]>): void {
    const { reach, system } = this.owner;
    if (reach.mayManage || this.#log.allows()) system.log(level, path, message, fields);
  }

  /** A message from an actor here to one that is elsewhere. */
  #route(report: Extract<Report, readonly ["tell" | "ask", ...unknown[]]>): void {
    const [, path, kind] = report;
    const reply = report[0] === "ask" ? new LinkReply(report[3], (frame) => this.send(frame)) : undefined;
    const envelope = new Envelope(kind, report[0] === "ask" ? report[4] : report[3], reply, undefined, true);
    const { isolate } = this.owner.system;
    if (this.owner.reach.mayTell(path)) return isolate.target(path).deliver(envelope);
    isolate.tally.sent++;
    isolate.refuse(path, envelope, "invalid", `an actor in ${this.owner.name} may not reach it`);
  }

  #published(name: string, key: string | undefined, value: unknown): void {
    if (!this.owner.reach.mayPublish(name)) return this.#requests.forbidden(`publish ${name}`);
    this.owner.system.isolate.topics.deliver(name, key, value, true);
    this.owner.publish(this, name, key, value);
  }

  #interested(name: string, key: string | null, wanted: boolean): void {
    if (wanted && !this.owner.reach.mayHear(name)) return this.#requests.forbidden(`hear ${name}`);
    this.interest.change(name, key, wanted);
    this.owner.interestChanged(name);
  }

  #unsendable(order: Order, error: unknown): void {
    const failure: Failure = ["invalid", `it is no plain data: ${String(error)}`, toEnvelope(error)];
    if (order[0] === "within") this.#unsendable(order[2], error);
    else if (order[0] === "tell" || order[0] === "ask") {
      this.#forwarded--;
      this.#tenants.get(order[1])?.unsendable(order[0] === "ask" ? order[4] : order[3], error);
      if (order[0] === "ask") this.#asks.withdraw(order[3], failure);
    } else if (order[0] === "start") {
      const reason = { kind: "crash", error: toEnvelope(new TypeError(`Its args: ${failure[1]}`)) } as const;
      this.#tenants.get(order[1])?.exited(order[2], reason);
    } else if (order[0] === "answer") this.send(["fail", order[1], ...failure]);
    else this.owner.system.log("error", this.owner.name, `Cannot send ${order[0]}: ${failure[1]}`);
  }
}

function ask(actor: number, kind: string, id: number, payload: unknown): Order {
  return payload === undefined ? ["ask", actor, kind, id] : ["ask", actor, kind, id, payload];
}
