/**
 * What befalls connections and the exchange as a whole: silence, cuts, refusals, maintenance, a clock that jumps. When
 * it begins is told by the exchange's time; how long it lasts, by the machine's clock.
 */
import { hashText, type Random } from "../random.ts";
import type { Chaos } from "./chaos.ts";
import { lengthOf } from "./frame_fault.ts";
import { occurrences } from "./occurrences.ts";
import type { ChaosPlan } from "./plan.ts";

/** What can befall connections and the exchange. */
export type OutageKind = "silence" | "cut" | "refusal" | "maintenance" | "clockJump";

/** A connection, as far as outages go. */
export interface Struck {
  readonly number: number;
  /** Nothing is sent any more for so long, ms of the machine's clock. */
  silence(forMs: number): void;
  /** The socket is torn down. */
  cut(): void;
  /** The socket is closed because the exchange is down. */
  shutOut(): void;
}

/** What outages act on. */
export interface Stricken {
  /** The open connections, in the order they came. */
  connections(): readonly Struck[];
  /** Lets the exchange's clock jump ahead, ms of its time. */
  jump(byMs: number): void;
}

const RATES: Readonly<Record<OutageKind, "silences" | "cuts" | "refusals" | "maintenances" | "clockJumps">> = {
  silence: "silences",
  cut: "cuts",
  refusal: "refusals",
  maintenance: "maintenances",
  clockJump: "clockJumps",
};
const KINDS = Object.keys(RATES) as readonly OutageKind[];
/** After a longer pause (the machine slept) only what belongs to the last hour happens. */
const MOST_BEHIND_MS = 3_600_000;

/** The outages of one server. */
export class Outages {
  #doneMs: number;
  #refusedUntilMs = -Infinity;
  #downUntilMs = -Infinity;

  /**
   * @param now the exchange's clock, UTC ms.
   * @param wallNow the machine's clock, UTC ms.
   */
  constructor(
    private readonly chaos: Chaos,
    private readonly on: Stricken,
    private readonly now: () => number,
    private readonly wallNow: () => number,
  ) {
    this.#doneMs = now();
  }

  /** Whether the exchange is down for maintenance. */
  get down(): boolean {
    return this.wallNow() < this.#downUntilMs;
  }

  /** Whether new connections are refused. */
  get refusing(): boolean {
    return this.wallNow() < this.#refusedUntilMs;
  }

  /** Lets happen what the plan holds since the last call. */
  step(): void {
    const { plan } = this.chaos;
    const nowMs = this.now();
    const fromMs = Math.max(this.#doneMs, nowMs - MOST_BEHIND_MS);
    this.#doneMs = nowMs;
    if (plan === null) return;
    for (const kind of KINDS) {
      for (const { random } of occurrences(plan.seed, hashText(kind), plan[RATES[kind]], fromMs, nowMs)) {
        this.#happen(kind, plan, random);
      }
    }
  }

  /** Lets something happen now, to every connection or to the exchange. `forMs` as in {@linkcode Fault.forMs}. */
  strike(kind: OutageKind, forMs: number): void {
    if (kind === "silence" || kind === "cut") {
      for (const connection of this.on.connections()) this.#befall(kind, forMs, connection);
    } else this.#strikeAll(kind, forMs);
  }

  #happen(kind: OutageKind, plan: ChaosPlan, random: Random): void {
    if (kind === "silence" || kind === "cut") {
      const open = this.on.connections();
      const connection = open[Math.floor(random() * open.length)];
      if (connection !== undefined) this.#befall(kind, lengthOf(plan.outageMs, random), connection);
    } else this.#strikeAll(kind, lengthOf(kind === "clockJump" ? plan.jumpMs : plan.outageMs, random));
  }

  #befall(kind: "silence" | "cut", forMs: number, connection: Struck): void {
    this.chaos.note({ kind, target: null, connection: connection.number, forMs: kind === "cut" ? 0 : forMs });
    if (kind === "cut") connection.cut();
    else connection.silence(forMs);
  }

  #strikeAll(kind: "refusal" | "maintenance" | "clockJump", forMs: number): void {
    this.chaos.note({ kind, target: null, connection: null, forMs });
    if (kind === "clockJump") return this.on.jump(forMs);
    const untilMs = this.wallNow() + forMs;
    if (kind === "refusal") this.#refusedUntilMs = Math.max(this.#refusedUntilMs, untilMs);
    else this.#shutDown(untilMs);
  }

  #shutDown(untilMs: number): void {
    this.#downUntilMs = Math.max(this.#downUntilMs, untilMs);
    for (const connection of this.on.connections()) connection.shutOut();
  }
}
