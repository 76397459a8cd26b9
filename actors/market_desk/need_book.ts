/** Who wants which market, and until when. Pure: the time (UTC ms) is handed in. */
import type { Symbol } from "../../domain/market.ts";
import type { Timeframe } from "../../domain/timeframe.ts";
import type { Need } from "../market_desk_protocol.ts";

/** One need: what and by whom. */
export interface NeedKey {
  readonly symbol: Symbol;
  readonly timeframe: Timeframe;
  readonly by: string;
}

interface Held {
  readonly need: Need;
  /** When it ends by itself; Infinity = never. */
  readonly untilMs: number;
}

/** The needs of all. A market is wanted as long as there is one, and for a while after the last has ended. */
export class NeedBook {
  readonly #held = new Map<string, Held>();
  /** Until when a market without needs is still wanted. */
  readonly #lingering = new Map<Symbol, number>();

  /**
   * @param always markets that are wanted whoever needs them.
   * @param lingerMs how long a market is wanted after the last need of it has ended.
   */
  constructor(readonly always: readonly Symbol[], readonly lingerMs: number) {}

  /** Adds a need, or replaces what the same actor said of the same market and timeframe. */
  add(need: Need, nowMs: number): void {
    const untilMs = need.forMs === null ? Infinity : nowMs + need.forMs;
    this.#held.set(nameOf(need), { need, untilMs });
    this.#lingering.delete(need.symbol);
  }

  /** Ends one need; one that there is not is no error. */
  release(of: NeedKey, nowMs: number): void {
    this.#end(({ need }) => nameOf(need) === nameOf(of), nowMs);
  }

  /** Ends the needs of an actor that has ended. */
  holderEnded(by: string, nowMs: number): void {
    this.#end(({ need }) => need.by === by, nowMs);
  }

  /** Ends what has run out, and forgets markets that have lingered long enough. */
  tidy(nowMs: number): void {
    this.#end(({ untilMs }) => untilMs <= nowMs, nowMs);
    for (const [symbol, untilMs] of this.#lingering) if (untilMs <= nowMs) this.#lingering.delete(symbol);
  }

  /** All needs, in the order in which they were first told. */
  needs(): Need[] {
    return [...this.#held.values()].map(({ need }) => need);
  }

  /** Whether an actor has any need. */
  isHolder(by: string): boolean {
    return this.needs().some((need) => need.by === by);
  }

  /** The markets to follow. */
  wanted(): Symbol[] {
    return [...new Set([...this.always, ...this.needs().map(({ symbol }) => symbol), ...this.#lingering.keys()])];
  }

  /** From where on (UTC ms) the candles of a market are wanted; null = nobody says. */
  wantedMs(symbol: Symbol): number | null {
    const froms = this.needs().filter((need) => need.symbol === symbol).map(({ fromMs }) => fromMs ?? Infinity);
    const earliest = Math.min(...froms);
    return earliest === Infinity ? null : earliest;
  }

  #end(isOver: (held: Held) => boolean, nowMs: number): void {
    for (const [name, held] of this.#held) {
      if (!isOver(held)) continue;
      this.#held.delete(name);
      const { symbol } = held.need;
      if (!this.needs().some((need) => need.symbol === symbol)) this.#lingering.set(symbol, nowMs + this.lingerMs);
    }
  }
}

function nameOf({ symbol, timeframe, by }: NeedKey): string {
  return `${symbol}@${timeframe} ${by}`;
}
