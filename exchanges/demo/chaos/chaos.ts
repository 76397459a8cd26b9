/** Decides what goes wrong, by the plan of the moment, and keeps a log of it. */
import { type AnswerFault, answerFault } from "./answer_fault.ts";
import type { Fault } from "./fault_log.ts";
import { FaultLog } from "./fault_log.ts";
import { type FrameFault, frameFault } from "./frame_fault.ts";
import { type TradingFault, UNHARMED, type UserEventFault, userEventFault, writeFault } from "./trading_fault.ts";
import { type ChaosOptions, type ChaosPlan, chaosPlan } from "./plan.ts";

const NOTHING: AnswerFault = { status: null, lateMs: 0 };

/** The plan of the moment and what came of it. */
export class Chaos {
  readonly log = new FaultLog();
  #plan: ChaosPlan | null = null;
  #requests = 0;
  #writes = 0;
  #userEvents = 0;

  /** @param now the exchange's clock, UTC ms. */
  constructor(private readonly now: () => number) {}

  /** What may go wrong now; null = nothing. */
  get plan(): ChaosPlan | null {
    return this.#plan;
  }

  /** Another plan from now on; null ends all faults. @throws {z.ZodError} when it is no plan. */
  set(options: ChaosOptions | null): void {
    this.#requests = this.#writes = this.#userEvents = 0;
    this.#plan = options === null ? null : chaosPlan.parse(options);
  }

  /** What befalls a frame on its way to a connection. */
  ofFrame(stream: string, payload: string, connection: number): FrameFault | null {
    if (this.#plan === null) return null;
    const fault = frameFault(this.#plan, stream, payload);
    if (fault !== null) {
      this.note({ kind: fault.kind, target: stream, connection, forMs: "ms" in fault ? fault.ms : 0 });
    }
    return fault;
  }

  /** What befalls a request for `path`. */
  ofRequest(path: string): AnswerFault {
    if (this.#plan === null) return NOTHING;
    const fault = answerFault(this.#plan, this.#requests++);
    const { status, lateMs } = fault;
    if (lateMs > 0) this.note({ kind: "slow", target: path, connection: null, forMs: lateMs });
    if (status !== null) {
      this.note({ kind: status === 429 ? "tooMany" : "serverError", target: path, connection: null, forMs: 0 });
    }
    return fault;
  }

  /** What befalls the answer to an order or a cancel that is carried out. */
  ofWrite(target: string): TradingFault | null {
    if (this.#plan === null) return null;
    const kind = writeFault(this.#plan, this.#writes++);
    if (kind !== null) this.note({ kind, target, connection: null, forMs: 0 });
    return kind;
  }

  /** What befalls an event of a private stream on its way; `leavesOpen` = it tells a fill of an order that stays open. */
  ofUserEvent(stream: string, leavesOpen: boolean, connection: number): UserEventFault {
    if (this.#plan === null) return UNHARMED;
    const fault = userEventFault(this.#plan, this.#userEvents++, leavesOpen);
    const { onItsWay, silentMs } = fault;
    if (onItsWay?.kind === "duplicate") this.note({ kind: "userDuplicate", target: stream, connection, forMs: 0 });
    if (onItsWay?.kind === "reorder") {
      this.note({ kind: "userReorder", target: stream, connection, forMs: onItsWay.ms });
    }
    if (silentMs > 0) this.note({ kind: "silentFill", target: stream, connection, forMs: silentMs });
    return fault;
  }

  /** Writes a fault of this moment down. */
  note(fault: Omit<Fault, "atMs">): void {
    this.log.add({ ...fault, atMs: this.now() });
  }
}
