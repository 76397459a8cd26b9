/** Bans of addresses that do not back off after 429: from 2 minutes to 3 days, each twice as long as the one before. */

const SHORTEST_MS = 2 * 60_000;
const LONGEST_MS = 3 * 86_400_000;
/** So many refused requests within a minute are taken for bad will. */
const PATIENCE = 20;
const MINUTE_MS = 60_000;

interface Offender {
  refusals: number;
  minute: number;
  bans: number;
  untilMs: number;
}

/** Who is banned, and until when. Times by the machine's clock, UTC ms. */
export class Bans {
  readonly #offenders = new Map<string, Offender>();

  /** The end of the address's ban; null when it has none. */
  untilMs(address: string, wallMs: number): number | null {
    const untilMs = this.#offenders.get(address)?.untilMs ?? 0;
    return untilMs > wallMs ? untilMs : null;
  }

  /** Notes that a request was refused with 429. */
  refused(address: string, wallMs: number): void {
    const minute = Math.floor(wallMs / MINUTE_MS);
    const offender = this.#offenders.get(address) ?? { refusals: 0, minute, bans: 0, untilMs: 0 };
    if (offender.minute !== minute) Object.assign(offender, { refusals: 0, minute });
    if (++offender.refusals >= PATIENCE) {
      offender.untilMs = wallMs + Math.min(LONGEST_MS, SHORTEST_MS * 2 ** offender.bans++);
      offender.refusals = 0;
    }
    this.#offenders.set(address, offender);
  }
}
