/**
 * The throttle of logins: after some failures an account, or an address, must wait, longer each time.
 *
 * Pure: a state goes in with the time, the next one comes out. An attempt counts as failed from its beginning on, so that
 * many at once gain nothing; one that turns out right, or that nobody can judge, is taken back.
 */

/** How patient the throttle is with one account or one address. */
export interface Patience {
  /** Failures that cost no wait. */
  readonly free: number;
  /** The first wait, doubled by each further failure, up to the longest. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

/** What is remembered of an account or an address. */
interface Failures {
  readonly count: number;
  readonly lastMs: number;
}

/** What is remembered of all. */
export interface Throttle {
  readonly accounts: ReadonlyMap<string, Failures>;
  readonly addresses: ReadonlyMap<string, Failures>;
}

/** Who tries: the name as it was typed, and the address that asks. */
export interface LoginAttempt {
  readonly account: string;
  readonly address: string;
}

/** Of accounts: nobody can lock another out for longer than a minute, and yet try no more than 1,500 passwords a day. */
export const ACCOUNT_PATIENCE: Patience = { free: 5, firstWaitMs: 1_000, longestWaitMs: 60_000 };
/** Of addresses: a household may share one. */
export const ADDRESS_PATIENCE: Patience = { free: 20, firstWaitMs: 1_000, longestWaitMs: 15 * 60_000 };
/** Failures are forgotten this long after the last. */
export const FORGET_MS = 60 * 60_000;
/** Most accounts, and most addresses, that are remembered; those with the fewest failures go first. */
export const MOST_REMEMBERED = 10_000;
/** What is kept of a name. */
const NAME_CHARACTERS = 100;

/** Nobody has failed yet. */
export const CALM: Throttle = { accounts: new Map(), addresses: new Map() };

/** How long this one must wait before the next attempt, in milliseconds; 0 = not at all. */
export function waitMs(throttle: Throttle, who: LoginAttempt, nowMs: number): number {
  return Math.max(
    remainingMs(throttle.accounts.get(accountKey(who.account)), ACCOUNT_PATIENCE, nowMs),
    remainingMs(throttle.addresses.get(addressKey(who.address)), ADDRESS_PATIENCE, nowMs),
  );
}

/**
 * Begins an attempt: with a wait left, it is refused and nothing changes; otherwise it counts as failed until
 * {@linkcode succeeded} takes it back.
 */
export function attempt(throttle: Throttle, who: LoginAttempt, nowMs: number): { throttle: Throttle; waitMs: number } {
  const wait = waitMs(throttle, who, nowMs);
  if (wait > 0) return { throttle, waitMs: wait };
  return {
    waitMs: 0,
    throttle: {
      accounts: withFailure(throttle.accounts, accountKey(who.account), nowMs),
      addresses: withFailure(throttle.addresses, addressKey(who.address), nowMs),
    },
  };
}

/**
 * The password was right: the account starts anew, and the address gets back this one attempt; all of them would let
 * somebody with an account of their own guess those of others without end.
 */
export function succeeded(throttle: Throttle, who: LoginAttempt): Throttle {
  const accounts = new Map(throttle.accounts);
  accounts.delete(accountKey(who.account));
  return { accounts, addresses: withoutOne(throttle.addresses, addressKey(who.address)) };
}

/** Nobody could say whether an attempt was right, since what knows it does not answer: it does not count. */
export function unjudged({ accounts, addresses }: Throttle, who: LoginAttempt): Throttle {
  return {
    accounts: withoutOne(accounts, accountKey(who.account)),
    addresses: withoutOne(addresses, addressKey(who.address)),
  };
}

function remainingMs(failures: Failures | undefined, patience: Patience, nowMs: number): number {
  if (!failures || isForgotten(failures, nowMs) || failures.count < patience.free) return 0;
  const doublings = Math.min(failures.count - patience.free, 30);
  const wholeMs = Math.min(patience.firstWaitMs * 2 ** doublings, patience.longestWaitMs);
  // A clock that was set back must not make the wait longer.
  return Math.min(wholeMs, Math.max(0, failures.lastMs + wholeMs - nowMs));
}

function withFailure(all: ReadonlyMap<string, Failures>, key: string, nowMs: number): ReadonlyMap<string, Failures> {
  const kept = new Map([...all].filter(([, failures]) => !isForgotten(failures, nowMs)));
  const count = (kept.get(key)?.count ?? 0) + 1;
  if (!kept.has(key) && kept.size >= MOST_REMEMBERED) kept.delete(leastFailed(kept));
  return kept.set(key, { count, lastMs: nowMs });
}

function withoutOne(all: ReadonlyMap<string, Failures>, key: string): ReadonlyMap<string, Failures> {
  const kept = new Map(all);
  const failures = kept.get(key);
  if (failures && failures.count > 1) kept.set(key, { ...failures, count: failures.count - 1 });
  else kept.delete(key);
  return kept;
}

function isForgotten({ lastMs }: Failures, nowMs: number): boolean {
  return nowMs - lastMs >= FORGET_MS;
}

function leastFailed(all: ReadonlyMap<string, Failures>): string {
  let least: [string, number] = ["", Infinity];
  for (const [key, { count }] of all) if (count < least[1]) least = [key, count];
  return least[0];
}

function accountKey(name: string): string {
  return name.slice(0, NAME_CHARACTERS).normalize("NFKC").trim().toLowerCase();
}

/** An address as providers hand them out: IPv4 whole, also when written as IPv6, and the first 64 bits of IPv6. */
function addressKey(address: string): string {
  const plain = address.toLowerCase().replace(/%.*$/, "").replace(/^::ffff:(?=\d+\.)/, "");
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail ? tail.split(":") : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array<string>(zeros).fill("0"), ...after].slice(0, 4).map((part) =>
    part.replace(/^0+(?=.)/, "")
  )
    .join(":");
}
