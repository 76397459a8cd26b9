/** The system's metrics through OpenTelemetry: read from the tree when they are collected, so they cost nothing else. */
import { type Meter, metrics, type Observable } from "@opentelemetry/api";
import type { Child } from "./child.ts";
import type { DeadLetter } from "./types.ts";

/**
 * Mailbox depth, handled messages and restarts of each actor (by `actor.path`), and dead letters (by `why`):
 * `actor.mailbox.depth`, `actor.handled`, `actor.restarts`, `actor.dead_letters`.
 */
export class SystemMetrics {
  readonly #meter: Meter = metrics.getMeter("actors");
  readonly #dead = this.#meter.createCounter("actor.dead_letters", { unit: "{message}" });
  readonly #stops: (() => void)[] = [];

  /** @param children what is in the tree; read at each collection. */
  constructor(private readonly children: ReadonlyMap<string, Child>) {
    const depth = this.#meter.createObservableGauge("actor.mailbox.depth", { unit: "{message}" });
    const handled = this.#meter.createObservableCounter("actor.handled", { unit: "{message}" });
    const restarts = this.#meter.createObservableCounter("actor.restarts", { unit: "{restart}" });
    this.#observe(depth, ({ port }) => port?.vitals().mailbox.depth);
    this.#observe(handled, ({ port }) => port?.vitals().handled);
    this.#observe(restarts, (child) => child.restarts);
  }

  deadLetter({ why }: DeadLetter): void {
    this.#dead.add(1, { why });
  }

  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  #observe(instrument: Observable, read: (child: Child) => number | undefined): void {
    const callback: Parameters<Observable["addCallback"]>[0] = (result) => {
      for (const child of this.children.values()) {
        const value = read(child);
        if (value !== undefined) result.observe(value, { "actor.path": child.path });
      }
    };
    instrument.addCallback(callback);
    this.#stops.push(() => instrument.removeCallback(callback));
  }
}
