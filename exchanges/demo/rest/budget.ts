/** What each address may ask: request weight by the minute, raw requests and connections by five minutes; else 429, then 418. */
import { Bans } from "./bans.ts";
import { TooManyRequests } from "./errors.ts";
import { RATE_LIMITS } from "./general.ts";
import { WindowCounter } from "./window_counter.ts";

const MINUTE_MS = 60_000;
const CONNECTIONS = 300;

/** The budget of all addresses, shared by REST and the WebSocket API. Real time counts, not the exchange's. */
export class Budget {
  readonly #weights = new WindowCounter(RATE_LIMITS[0].limit, MINUTE_MS);
  readonly #requests = new WindowCounter(RATE_LIMITS[3].limit, 5 * MINUTE_MS);
  readonly #connections = new WindowCounter(CONNECTIONS, 5 * MINUTE_MS);
  readonly #bans = new Bans();

  /** @param wallNow the machine's clock, UTC ms. */
  constructor(private readonly wallNow: () => number) {}

  /** Lets a request in. @throws {TooManyRequests} 429 when a limit is used up, 418 when the address is banned. */
  admit(address: string): void {
    const wallMs = this.wallNow();
    this.#requests.add(address, 1, wallMs);
    const bannedUntilMs = this.#bans.untilMs(address, wallMs);
    if (bannedUntilMs !== null) throw banned(bannedUntilMs, wallMs);
    const spent = [this.#weights, this.#requests].find((counter) => counter.spent(address, wallMs));
    if (spent === undefined) return;
    this.#bans.refused(address, wallMs);
    throw tooMuch(spent.renewedMs(wallMs), wallMs);
  }

  /** Books what an answer weighed and tells what the address has used in this minute. */
  charge(address: string, weight: number): number {
    return this.#weights.add(address, weight, this.wallNow());
  }

  /** Books an attempt to connect; whether it may. */
  connect(address: string): boolean {
    const wallMs = this.wallNow();
    if (this.#bans.untilMs(address, wallMs) !== null) return false;
    return this.#connections.add(address, 1, wallMs) <= CONNECTIONS;
  }
}

/** The limit of the weight by the minute is used up. */
export function tooMuch(retryAtMs: number, wallMs: number): TooManyRequests {
  return new TooManyRequests(
    429,
    `Too much request weight used; current limit is ${RATE_LIMITS[0].limit} request weight per 1 MINUTE. ` +
      "Please use WebSocket Streams for live updates to avoid polling the API.",
    retryAtMs,
    wallMs,
  );
}

function banned(untilMs: number, wallMs: number): TooManyRequests {
  return new TooManyRequests(
    418,
    `Way too much request weight used; IP banned until ${untilMs}. ` +
      "Please use WebSocket Streams for live updates to avoid bans.",
    untilMs,
    wallMs,
  );
}
