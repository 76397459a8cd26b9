/** How many calls each webhook may make: a bucket of them, filled again little by little. */

interface Bucket {
  readonly left: number;
  readonly atMs: number;
  /** When it was last written down that too many came, UTC ms. */
  readonly toldMs: number;
}

/** Buckets that are remembered; one that is full again says nothing. */
const MOST = 10_000;
const MINUTE_MS = 60_000;

/** What a call meets. `isNews`: too many came, and that has not been written down for a minute. */
export interface Admission {
  /** 0 = welcome, else until the next is, ms. */
  readonly waitMs: number;
  readonly isNews: boolean;
}

/** The buckets of all webhooks. */
export class CallRates {
  readonly #buckets = new Map<string, Bucket>();

  constructor(private readonly perMinute: number) {}

  /** A call comes. */
  take(webhookId: string, nowMs: number): Admission {
    const before = this.#buckets.get(webhookId) ?? { left: this.perMinute, atMs: nowMs, toldMs: -MINUTE_MS };
    const passedMs = Math.max(0, nowMs - before.atMs);
    const left = Math.min(this.perMinute, before.left + (passedMs * this.perMinute) / MINUTE_MS);
    const isWelcome = left >= 1;
    const isNews = !isWelcome && nowMs - before.toldMs >= MINUTE_MS;
    this.#keep(webhookId, {
      left: isWelcome ? left - 1 : left,
      atMs: nowMs,
      toldMs: isNews ? nowMs : before.toldMs,
    });
    return { waitMs: isWelcome ? 0 : Math.ceil(((1 - left) * MINUTE_MS) / this.perMinute), isNews };
  }

  #keep(webhookId: string, bucket: Bucket): void {
    this.#buckets.delete(webhookId); // the one that is longest quiet stands first
    this.#buckets.set(webhookId, bucket);
    if (this.#buckets.size > MOST) this.#buckets.delete(this.#buckets.keys().next().value!);
  }
}
