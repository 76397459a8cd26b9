/** Counts what each client's requests weigh, as `X-MBX-USED-WEIGHT-1M` tells. */

const MINUTE_MS = 60_000;

/** Weight used in the running minute of the machine's clock, by address. */
export class WeightCounter {
  #minute = 0;
  #used = new Map<string, number>();

  constructor(readonly limit: number) {}

  /** Adds a weight and answers what the address has used in this minute. */
  add(address: string, weight: number, wallMs: number): number {
    const minute = Math.floor(wallMs / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#used = new Map();
    }
    const used = (this.#used.get(address) ?? 0) + weight;
    this.#used.set(address, used);
    return used;
  }

  /** Whole seconds until the count begins anew. */
  retryAfterSeconds(wallMs: number): number {
    return Math.ceil((MINUTE_MS - (wallMs % MINUTE_MS)) / 1000);
  }
}
