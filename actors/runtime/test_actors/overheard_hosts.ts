/** Hosts whose wires are listened to: what travels can be looked at afterwards. */
import type { Order, Report, Wire } from "../frames.ts";
import type { HostKind } from "../group.ts";
import type { Patience } from "../heartbeat.ts";
import type { ChildSpec, ExitReason } from "../types.ts";

/** What has travelled, in the order in which the main isolate sent and heard it. */
export interface Overheard {
  readonly sent: Order[];
  readonly heard: Report[];
  /** Most asks that were sent and not yet answered. */
  mostOpen: number;
}

/** The same kind of hosts, overheard. */
export function overhear(kind: HostKind, overheard: Overheard): HostKind {
  return {
    patience: kind.patience,
    oneModule: kind.oneModule,
    reach: (spec) => kind.reach(spec),
    open: (spec: ChildSpec, module: string, patience: Patience) =>
      new OverheardWire(kind.open(spec, module, patience), overheard),
    close: () => kind.close(),
  };
}

class OverheardWire implements Wire {
  #open = 0;

  constructor(private readonly wire: Wire, private readonly overheard: Overheard) {}

  set onReports(hear: (reports: readonly Report[]) => void) {
    this.wire.onReports = (reports) => {
      this.overheard.heard.push(...reports.filter(([name]) => name !== "beat"));
      this.#open -= reports.filter(([name]) => name === "answer" || name === "fail").length;
      hear(reports);
    };
  }

  set onEnd(ended: (reason: ExitReason) => void) {
    this.wire.onEnd = ended;
  }

  set onUnsendable(unsendable: (order: Order, error: unknown) => void) {
    this.wire.onUnsendable = unsendable;
  }

  send(orders: readonly Order[]): void {
    this.overheard.sent.push(...orders);
    this.#open += orders.filter(([name]) => name === "ask").length;
    this.overheard.mostOpen = Math.max(this.overheard.mostOpen, this.#open);
    this.wire.send(orders);
  }

  beats(): number {
    return this.wire.beats();
  }

  kill(): Promise<void> {
    return this.wire.kill();
  }

  lingers(): boolean {
    return this.wire.lingers();
  }
}
