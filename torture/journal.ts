/** What was done to the platform, and what was asked of it: kept outside of it, to be held beside its books. */
import type { Client } from "./client.ts";
import type { Process } from "./left_behind.ts";

/** A time in which the platform did not run, ms of this machine. */
export interface Down {
  readonly fromMs: number;
  readonly toMs: number;
}

/** An order by hand as somebody wanted it. */
export interface TicketIntent {
  /** Its Idempotency-Key. */
  readonly key: string;
  readonly brokerId: string;
  readonly by: Client;
  readonly body: Readonly<Record<string, unknown>>;
  /** How often it was sent. */
  attempts: number;
  /** The status of the first answer; null = none came yet. */
  status: number | null;
}

/** An alert as somebody sent it. */
export interface Alert {
  /** Its own name, which is said in the body. */
  readonly id: string;
  deliveries: number;
  /** How often it was acknowledged as taken, or as one that came before. */
  acknowledged: number;
  readonly refusals: Refusal[];
}

/** A delivery that was turned away. */
export interface Refusal {
  readonly status: number;
  /** What was answered; empty = nothing was said. */
  readonly words: string;
}

/** Everything. */
export class Journal {
  /** What struck, and when: `order`, `starting`… */
  readonly strikes: { readonly what: string; readonly atMs: number }[] = [];
  readonly tickets: TicketIntent[] = [];
  readonly alerts: Alert[] = [];
  /** Client order ids of exits that their user called off: what they protected is nobody's duty any more. */
  readonly released = new Set<string>();
  /** Processes that a killed platform had started. */
  readonly processes: Process[] = [];
  /** Cancels and moves that were asked for. */
  cancels = 0;
  moves = 0;
  /** Requests that were never answered. */
  unanswered = 0;

  /** Notes that something struck. */
  struck(what: string): void {
    this.strikes.push({ what, atMs: Date.now() });
  }
}
