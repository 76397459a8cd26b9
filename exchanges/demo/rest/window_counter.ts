/** Counts by address within fixed windows of the machine's clock, as Binance's limits do. */

/** What each address has used in the running window. */
export class WindowCounter {
  #window = NaN;
  #used = new Map<string, number>();

  /** @param lengthMs windows begin at whole multiples of it since 1970. */
  constructor(readonly limit: number, private readonly lengthMs: number) {}

  /** Adds and answers what the address has used in this window. */
  add(address: string, amount: number, wallMs: number): number {
    const window = Math.floor(wallMs / this.lengthMs);
    if (window !== this.#window) {
      this.#window = window;
      this.#used = new Map();
    }
    const used = (this.#used.get(address) ?? 0) + amount;
    this.#used.set(address, used);
    return used;
  }

  /** Whether the address has used up its limit. */
  spent(address: string, wallMs: number): boolean {
    return this.add(address, 0, wallMs) >= this.limit;
  }

  /** When the count begins anew, UTC ms of the machine. */
  renewedMs(wallMs: number): number {
    return (Math.floor(wallMs / this.lengthMs) + 1) * this.lengthMs;
  }
}
