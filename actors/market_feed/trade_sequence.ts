/**
 * Keeping one market's prints whole: their ids rise by one, so that a hole shows. Pure.
 *
 * A sequence is *repairing* from a hole, or from the loss of the wire, until REST has told what lies between; meanwhile
 * later prints wait. What fills the hole by itself, because it came late, ends the repair. So prints leave once and in order.
 */
import type { Trade } from "../../domain/trade.ts";
import type { Note } from "./note.ts";

/** Prints kept while repairing. What comes beyond is not kept: REST has it. */
const WAITING_LIMIT = 10_000;
/** A longer hole is not repaired: no candle needs the prints, and REST must not be busy with them for minutes. */
const REPAIR_LIMIT = 50_000;

/** An aggregate print, and the ids of the single trades within. */
export interface Print {
  readonly trade: Trade;
  readonly firstId: number;
  readonly lastId: number;
}

/** A page of REST, oldest first. */
export interface PrintsPage {
  readonly trades: readonly Print[];
  /** Whether there may be more after this page. */
  readonly more: boolean;
}

/** What follows from something heard. */
export interface TradeStep {
  /** Prints to tell now, in order. */
  readonly tell: readonly Print[];
  readonly notes: readonly Note[];
  /** Ask REST for what comes after {@linkcode TradeSequence.lastId}: at once, or a little later because REST lags. */
  readonly fetch: "no" | "now" | "soon";
}

const NOTHING: TradeStep = { tell: [], notes: [], fetch: "no" };

/** One market's prints. */
export class TradeSequence {
  #last: Trade | undefined;
  /** The highest id that was heard of. */
  #seenId = -1;
  #repairing = false;
  #repair = 0;
  /** The wire was lost: how much was missed is not known before the wire and REST have met. */
  #endUnknown = false;
  /** Nothing was told since the wire was lost: an exchange that started anew may count anew. */
  #mayCountAnew = false;
  /** Prints that wait for the repair, by id. */
  readonly #waiting = new Map<number, Print>();

  /** Id of the print told last; −1 before the first. */
  get lastId(): number {
    return this.#last?.id ?? -1;
  }

  /** Number of the running repair: answers to an earlier one are ignored. */
  get repair(): number {
    return this.#repair;
  }

  /** Whether prints wait for REST. */
  get repairing(): boolean {
    return this.#repairing;
  }

  /** The wire is lost: from here on prints may be missing. Before the first one nothing is missed. */
  lost(): void {
    this.#repair++;
    this.#repairing = this.#endUnknown = this.#mayCountAnew = this.#last !== undefined;
  }

  /** The wire is there (again). */
  live(): TradeStep {
    return this.#endUnknown ? this.#ask([]) : NOTHING;
  }

  /** The wire told a print. */
  hear(print: Print): TradeStep {
    const { id } = print.trade;
    if (this.#last && id <= this.#last.id) return this.#old(print, this.#last);
    this.#seenId = Math.max(this.#seenId, id);
    const follows = !this.#last || id === this.#last.id + 1;
    if (follows && !this.#repairing) return this.#tell(print);
    if (id - this.lastId > REPAIR_LIMIT) return this.#giveUp(print);
    if (this.#waiting.has(id)) return { ...NOTHING, notes: [duplicate(id)] };
    if (follows || this.#waiting.size < WAITING_LIMIT) this.#waiting.set(id, print);
    if (!this.#repairing) return this.#ask([gap(this.lastId + 1, id - 1, "The wire skipped these prints")]);
    return follows ? this.#cameLate(id) : NOTHING;
  }

  /**
   * REST answered repair number `repair` with what comes after {@linkcode lastId}, oldest first. What it leaves out between
   * two of its prints the exchange does not have. As long as it does not reach what the wire has told it is asked again.
   */
  hearPage(repair: number, { trades, more }: PrintsPage): TradeStep {
    if (repair !== this.#repair || !this.#repairing) return NOTHING;
    const metWire = this.#waiting.size > 0;
    const fetched = trades.filter(({ trade: { id } }) => id > this.lastId && !this.#waiting.has(id));
    for (const print of fetched) this.#waiting.set(print.trade.id, print);
    const { tell, notes } = this.#drain(trades.at(-1)?.trade.id ?? this.lastId);
    const behind = this.#waiting.size > 0 || this.#seenId > this.lastId;
    const goesOn = behind || (more && this.#endUnknown && !metWire);
    if (!goesOn) this.#end();
    return { tell, notes: [...repaired(fetched), ...notes], fetch: !goesOn ? "no" : more ? "now" : "soon" };
  }

  #tell(print: Print): TradeStep {
    this.#last = print.trade;
    this.#mayCountAnew = false;
    return { ...NOTHING, tell: [print] };
  }

  #ask(notes: readonly Note[]): TradeStep {
    this.#repairing = true;
    this.#repair++;
    return { tell: [], notes, fetch: "now" };
  }

  #end(): void {
    this.#repairing = this.#endUnknown = false;
    this.#repair++;
    this.#waiting.clear();
  }

  /** A print that is not beyond the last one: it was told before, unless the exchange counts anew. */
  #old(print: Print, last: Trade): TradeStep {
    const { id, timeMs } = print.trade;
    if (!this.#mayCountAnew || timeMs <= last.timeMs) return { ...NOTHING, notes: [duplicate(id)] };
    this.#seenId = id;
    this.#end();
    const detail = `The exchange counts its prints anew: ${id} after ${last.id}`;
    return { ...this.#tell(print), notes: [{ kind: "trade_gap", from: null, to: null, count: 0, detail }] };
  }

  #giveUp(print: Print): TradeStep {
    const note = gap(this.lastId + 1, print.trade.id - 1, "Too many prints are missing to be fetched: given up");
    this.#end();
    return { ...this.#tell(print), notes: [note] };
  }

  /** The first missing print came by itself. */
  #cameLate(id: number): TradeStep {
    const missed = !this.#endUnknown; // after a loss of the wire it is the one that was due
    const { tell, notes } = this.#drain(id);
    if (this.#waiting.size === 0 && this.#seenId === this.lastId) this.#end();
    const late = missed ? [repair(id, id, 1, "The wire told the missing print late")] : [];
    return { tell, notes: [...late, ...notes], fetch: "no" };
  }

  /** Takes what follows without a hole, and up to `knownId` also with one: beyond it something may still come. */
  #drain(knownId: number): { tell: Print[]; notes: Note[] } {
    const [tell, notes]: [Print[], Note[]] = [[], []];
    for (const id of [...this.#waiting.keys()].sort((a, b) => a - b)) {
      if (id > this.lastId + 1 && id > knownId) break;
      if (id > this.lastId + 1) {
        notes.push(gap(this.lastId + 1, id - 1, "The exchange itself does not have these prints"));
      }
      const print = this.#waiting.get(id)!;
      this.#waiting.delete(id);
      this.#tell(print);
      tell.push(print);
    }
    return { tell, notes };
  }
}

function repaired(fetched: readonly Print[]): Note[] {
  const [first, last] = [fetched[0], fetched.at(-1)];
  if (!first || !last) return [];
  return [repair(first.trade.id, last.trade.id, fetched.length, "Fetched over REST")];
}

function repair(from: number, to: number, count: number, detail: string): Note {
  return { kind: "trade_repair", from, to, count, detail };
}

function gap(from: number, to: number, detail: string): Note {
  return { kind: "trade_gap", from, to, count: to - from + 1, detail };
}

function duplicate(id: number): Note {
  return { kind: "duplicate", from: id, to: id, count: 1, detail: "The wire told this print before" };
}
