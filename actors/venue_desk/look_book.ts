/** Who looks at which markets. Pure. */
import type { Symbol } from "../../domain/market.ts";
import { type Venue, venueId } from "../../domain/venue.ts";

/** A market of a venue. */
export interface Look {
  readonly venue: Venue;
  readonly symbol: Symbol;
}

/** A market that somebody looks at. */
export interface Looked extends Look {
  /** The venues (as `venueId` has them) under whose names it is looked at: the paper one shows another's market. */
  readonly askedAs: ReadonlySet<string>;
}

/** `binance-testnet BTC/USDT`. */
export function lookKey({ venue, symbol }: Look): string {
  return `${venueId(venue)} ${symbol}`;
}

/** The looks of all, by who looks. */
export class LookBook {
  readonly #looks = new Map<string, readonly Look[]>();

  /**
   * @param sourceOf where the market data of a venue comes from.
   * @param most how many markets are followed at most; those that were asked for first stay.
   */
  constructor(readonly sourceOf: (venue: Venue) => Venue, readonly most: number) {}

  /** Says all that one looks at; nothing = he does not look any more. */
  say(by: string, looks: readonly Look[]): void {
    if (looks.length > 0) this.#looks.set(by, looks);
    else this.#looks.delete(by);
  }

  /** Whether one looks at anything. */
  has(by: string): boolean {
    return this.#looks.has(by);
  }

  /** The markets to follow, by {@linkcode lookKey} of where their data comes from. */
  wanted(): Map<string, Looked> {
    const wanted = new Map<string, Looked & { readonly askedAs: Set<string> }>();
    for (const { venue, symbol } of [...this.#looks.values()].flat()) {
      const source = this.sourceOf(venue);
      const key = lookKey({ venue: source, symbol });
      const known = wanted.get(key);
      if (known) known.askedAs.add(venueId(venue));
      else if (wanted.size < this.most) wanted.set(key, { venue: source, symbol, askedAs: new Set([venueId(venue)]) });
    }
    return wanted;
  }
}
