/** What was done to clients on purpose, so that a test or a person can tell it from a failure. */

/** A fault that happened. */
export type FaultKind =
  | "drop"
  | "duplicate"
  | "delay"
  | "reorder"
  | "serverError"
  | "tooMany"
  | "slow"
  | "unknownOutcome"
  | "lostAnswer"
  | "userDuplicate"
  | "userReorder"
  | "silentFill"
  | "silence"
  | "cut"
  | "refusal"
  | "maintenance"
  | "clockJump"
  | "halt";

/** One fault: what, when and to whom. */
export interface Fault {
  readonly kind: FaultKind;
  /** The exchange's time, UTC ms. */
  readonly atMs: number;
  /** The stream, the request path or the market's id it concerned; null = all of a connection or of the exchange. */
  readonly target: string | null;
  /** Number of the connection, counted from 1 since the start; null = no single one. */
  readonly connection: number | null;
  /** How long it lasts, ms: of the exchange's time for `halt` and `clockJump`, else of the machine's. 0 = a moment. */
  readonly forMs: number;
}

const MOST = 20_000;

/** Keeps the latest 20,000 faults, and counts them all. */
export class FaultLog {
  #faults: Fault[] = [];
  readonly #counts = new Map<FaultKind, number>();

  add(fault: Fault): void {
    this.#counts.set(fault.kind, (this.#counts.get(fault.kind) ?? 0) + 1);
    this.#faults.push(fault);
    if (this.#faults.length >= 2 * MOST) this.#faults = this.#faults.slice(-MOST);
  }

  /** The latest faults, oldest first. */
  list(): readonly Fault[] {
    return this.#faults.slice(-MOST);
  }

  /** How many there were of each kind since the start. */
  counts(): Readonly<Partial<Record<FaultKind, number>>> {
    return Object.fromEntries(this.#counts);
  }
}
