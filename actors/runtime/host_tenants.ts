/** The actors inside a host, by the numbers that the main isolate gave them. */
import { Cell } from "./cell.ts";
import { Envelope, type Source } from "./envelope.ts";
import { crashed, fromEnvelope, toEnvelope } from "./errors.ts";
import { type Order, type Report, type StartOrder, unpackMs } from "./frames.ts";
import type { Isolate } from "./isolate.ts";
import { LinkReply } from "./link_reply.ts";
import type { ActorDef, ExitReason } from "./types.ts";

type About<Name extends Order[0]> = Extract<Order, readonly [Name, ...unknown[]]>;

/** Orders about one actor, messages apart. */
export type TenantOrder = About<
  "start" | "stop" | "kill" | "crash" | "close" | "upgrade" | "handOut" | "resume" | "trace"
>;

/** What the tenants need of their host. */
export interface TenantHost {
  readonly isolate: Isolate;
  /** The actor that a module declares. */
  load(module: string): Promise<ActorDef>;
  report(report: Report): void;
  /** There is something to be counted before the next reports go. */
  changed(): void;
  /** An answer goes out, which tells that the question was received and handled. */
  answered(): void;
}

/** An actor that lives here, and what the main isolate knows of it. */
class Tenant implements Source {
  /** Tells that are done and not yet reported; an ask is reported by its answer. */
  doneCount = 0;
  toldHandled = 0;
  #toldDepth = 0;
  #toldDropped = 0;
  order: StartOrder | undefined;

  constructor(readonly number: number, readonly cell: Cell, private readonly changed: (tenant: Tenant) => void) {}

  get isTold(): boolean {
    const { depth, dropped } = this.cell.inbox.mailbox;
    return this.doneCount === 0 && this.cell.handled === this.toldHandled && depth === this.#toldDepth &&
      dropped === this.#toldDropped;
  }

  taken(): void {}

  done(): void {
    this.doneCount++;
    this.changed(this);
  }

  /** Its counters, which are told now. */
  report(): Report {
    const { number, doneCount, cell } = this;
    const { depth, dropped } = cell.inbox.mailbox;
    this.doneCount = 0;
    this.toldHandled = cell.handled;
    this.#toldDepth = depth;
    this.#toldDropped = dropped;
    return ["done", number, doneCount, cell.handled, depth, dropped];
  }
}

/** All of them. */
export class HostTenants {
  /** Messages that came for them. */
  received = 0;
  readonly #tenants = new Map<number, Tenant>();
  readonly #changed = new Set<Tenant>();

  constructor(private readonly host: TenantHost) {}

  deliver(order: About<"tell" | "ask">): void {
    const tenant = this.#tenants.get(order[1]);
    if (tenant === undefined) return;
    this.received++;
    const envelope = order[0] === "tell"
      ? new Envelope(order[2], order[3], undefined, tenant, true)
      : new Envelope(order[2], order[4], this.#replyOf(tenant, order[3]), undefined, true);
    tenant.cell.deliver(envelope);
  }

  obey(order: TenantOrder): void {
    if (order[0] === "start") return void this.#start(order[1], order[2], order[3]);
    const tenant = this.#tenants.get(order[1]);
    if (tenant !== undefined) return this.#manage(tenant, order);
    if (order[0] === "close") this.host.report(["return", order[2], null]);
  }

  /** What was handled since the last time. */
  addCounts(): void {
    for (const tenant of this.#changed) if (!tenant.isTold) this.host.report(tenant.report());
    this.#changed.clear();
  }

  /** Notices what came past the main isolate: values of topics, timers, messages of neighbours. */
  lookAround(): void {
    for (const tenant of this.#tenants.values()) {
      if (!tenant.isTold) this.#change(tenant);
    }
  }

  /** What was told by an answer did not arrive. */
  tellAnew(): void {
    for (const tenant of this.#tenants.values()) {
      tenant.toldHandled = NaN;
      this.#change(tenant);
    }
  }

  #replyOf(tenant: Tenant, ask: number): LinkReply {
    return new LinkReply(ask, (frame) => {
      this.#changed.add(tenant);
      if (frame[0] === "answer") {
        tenant.toldHandled++;
        this.host.answered();
      }
      this.host.report(frame);
    });
  }

  #change(tenant: Tenant): void {
    this.#changed.add(tenant);
    this.host.changed();
  }

  #manage(tenant: Tenant, order: Exclude<TenantOrder, About<"start">>): void {
    const { cell } = tenant;
    switch (order[0]) {
      case "stop":
        return void cell.stop(order[2]);
      case "kill":
        return cell.kill(order[2]);
      case "crash":
        return cell.crash(fromEnvelope(order[2]));
      case "close":
        return this.#close(tenant, order[2]);
      case "upgrade":
        return this.#respond(order[2], this.#upgrade(tenant, order[3]));
      case "handOut":
        return this.#respond(order[2], cell.handOut());
      case "resume":
        return cell.resume();
      case "trace":
        cell.trace = order[2] ? (entry) => this.host.report(["trace", tenant.number, entry]) : undefined;
    }
  }

  async #start(actor: number, life: number, order: StartOrder): Promise<void> {
    const tenant = this.#tenants.get(actor) ?? this.#open(actor, order.path);
    const { cell } = tenant;
    tenant.order = order;
    cell.shutdownMs = unpackMs(order.shutdownMs);
    cell.onExit = (reason) => this.host.report(["exited", actor, life, reason]);
    try {
      await cell.start(await this.host.load(order.module), order.args, order.from);
      const { capacity, overflow } = cell.inbox.mailbox;
      this.host.report(["started", actor, life, { capacity, overflow }]);
    } catch (error) {
      this.host.report(["failed", actor, life, reasonOf(error)]);
    }
  }

  #open(actor: number, path: string): Tenant {
    const { isolate } = this.host;
    const tenant = new Tenant(actor, new Cell(path, isolate), (changed) => this.#change(changed));
    tenant.cell.onAside = (envelope) => this.#aside(tenant, envelope);
    this.#tenants.set(actor, tenant);
    isolate.targets.set(path, tenant.cell);
    return tenant;
  }

  /** Only messages of the main isolate concern it; those that were done before must be told first. */
  #aside(tenant: Tenant, envelope: Envelope | undefined): void {
    const { number } = tenant;
    if (tenant.doneCount > 0) this.host.report(tenant.report());
    if (envelope === undefined) this.host.report(["back", number]);
    else if (envelope.source === tenant) this.host.report(["aside", number, null]);
    else if (envelope.reply instanceof LinkReply) this.host.report(["aside", number, envelope.reply.id]);
  }

  #close({ number, cell }: Tenant, call: number): void {
    this.#tenants.delete(number);
    this.host.isolate.targets.delete(cell.path);
    cell.close();
    this.host.report(["return", call, null]);
  }

  async #upgrade(tenant: Tenant, module: string): Promise<void> {
    await tenant.cell.upgrade(await this.host.load(module), tenant.order?.args);
  }

  #respond(call: number, work: Promise<unknown>): void {
    work.then(
      (value) => this.host.report(["return", call, value]),
      (error: unknown) => this.host.report(["throw", call, toEnvelope(error)]),
    );
  }
}

function reasonOf(error: unknown): ExitReason {
  return crashed(error instanceof Error && error.name === "StartError" ? error.cause ?? error : error);
}
