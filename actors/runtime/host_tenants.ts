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
}

/** An actor that lives here. */
class Tenant implements Source {
  doneCount = 0;
  /** The counters as last reported. */
  reported = "0 0 0";
  order: StartOrder | undefined;

  constructor(readonly number: number, readonly cell: Cell, private readonly changed: (tenant: Tenant) => void) {}

  taken(): void {}

  done(): void {
    this.doneCount++;
    this.changed(this);
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
    const [reply, payload] = order[0] === "tell"
      ? [undefined, order[3]]
      : [new LinkReply(order[3], (frame) => this.host.report(frame)), order[4]];
    tenant.cell.deliver(new Envelope(order[2], payload, reply, tenant, true));
  }

  obey(order: TenantOrder): void {
    if (order[0] === "start") return void this.#start(order[1], order[2], order[3]);
    const tenant = this.#tenants.get(order[1]);
    if (tenant !== undefined) return this.#manage(tenant, order);
    if (order[0] === "close") this.host.report(["return", order[2], null]);
  }

  /** What was handled since the last time. */
  addCounts(): void {
    for (const tenant of this.#changed) {
      const { number, doneCount, cell } = tenant;
      const { depth, dropped } = cell.inbox.mailbox;
      this.host.report(["done", number, doneCount, cell.handled, depth, dropped]);
      tenant.doneCount = 0;
      tenant.reported = countersOf(tenant);
    }
    this.#changed.clear();
  }

  /** Notices what came past the main isolate: values of topics, timers, messages of neighbours. */
  lookAround(): void {
    for (const tenant of this.#tenants.values()) {
      if (countersOf(tenant) === tenant.reported) continue;
      this.#changed.add(tenant);
      this.host.changed();
    }
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
    const tenant = new Tenant(actor, new Cell(path, isolate), (changed) => {
      this.#changed.add(changed);
      this.host.changed();
    });
    this.#tenants.set(actor, tenant);
    isolate.targets.set(path, tenant.cell);
    return tenant;
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

/** Changes with the counters. */
function countersOf({ cell }: Tenant): string {
  const { depth, dropped } = cell.inbox.mailbox;
  return `${cell.handled} ${depth} ${dropped}`;
}

function reasonOf(error: unknown): ExitReason {
  return crashed(error instanceof Error && error.name === "StartError" ? error.cause ?? error : error);
}
