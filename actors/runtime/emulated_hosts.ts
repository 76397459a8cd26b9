/**
 * The test kit's places: every actor runs in the main isolate, but what goes to one that is placed elsewhere is copied and
 * checked as if it travelled, and a group can hang or be killed as a whole.
 */
import type { Cell } from "./cell.ts";
import { parseDuration } from "./duration.ts";
import type { Envelope, Reply } from "./envelope.ts";
import type { Port } from "./port.ts";
import type { Hosts, LiveSystem } from "./system.ts";
import type { ChildSpec, Counts, ExitReason, Place } from "./types.ts";

const defaultHeartbeat = { every: "500ms", misses: 3 } as const;

interface Tenant {
  readonly port: Port;
  readonly cell: Cell;
  readonly spec: ChildSpec;
}

/** Groups of actors that fall together. */
export class EmulatedHosts implements Hosts {
  readonly #tenants = new Map<string, Tenant>();

  constructor(private readonly system: LiveSystem) {}

  port(path: string, spec: ChildSpec): Port {
    const copy = copierFor(spec.place);
    const copied: ChildSpec = { ...spec, args: copy(spec.args) };
    const { port, cell } = this.system.openLocal(path, copied);
    cell.inbox.intake = (envelope) => travel(envelope, copy);
    this.#tenants.set(path, { port, cell, spec });
    return port;
  }

  publish(): void {}

  interestChanged(): void {}

  hears(): boolean {
    return false;
  }

  counts(): Counts {
    return { sent: 0, handled: 0, dead: 0, queued: 0 };
  }

  /** Ends all actors of a group at once. */
  kill(place: Place, kind: ExitReason["kind"] = "killed"): Promise<void> {
    const name = groupOf(place);
    for (const { port, cell, spec } of this.#tenants.values()) {
      if (groupOf(spec.place) !== name) continue;
      cell.resume();
      port.kill({ kind });
    }
    return Promise.resolve();
  }

  /** Lets an actor handle nothing more. Its group is killed when the heartbeats were missed. */
  hang(path: string): void {
    const tenant = this.#tenants.get(path);
    if (tenant === undefined) {
      throw new Error(`${path} is local: only an actor of a worker or process is found hanging`);
    }
    const { every, misses } = tenant.spec.heartbeat ?? defaultHeartbeat;
    tenant.cell.pause();
    this.system.clock.timer(parseDuration(every) * misses, () => void this.kill(tenant.spec.place ?? "local", "hung"));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function groupOf(place: Place | undefined): string {
  if (place === undefined || place === "local") return "local";
  return "worker" in place ? `worker ${place.worker}` : `process ${place.process}`;
}

/** What a value looks like on the other side. */
function copierFor(place: Place | undefined): (value: unknown) => unknown {
  const json = typeof place === "object" && "process" in place;
  if (!json) return (value) => structuredClone(value);
  return (value) => value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function travel(envelope: Envelope, copy: (value: unknown) => unknown): boolean {
  envelope.payload = copy(envelope.payload);
  envelope.foreign = true;
  if (envelope.reply !== undefined) envelope.reply = new CopiedReply(envelope.reply, copy);
  return true;
}

class CopiedReply implements Reply {
  constructor(private readonly reply: Reply, private readonly copy: (value: unknown) => unknown) {}

  get settled(): boolean {
    return this.reply.settled;
  }

  answer(value: unknown): void {
    this.reply.answer(this.copy(value), true);
  }

  fail(...failure: Parameters<Reply["fail"]>): void {
    this.reply.fail(...failure);
  }
}
