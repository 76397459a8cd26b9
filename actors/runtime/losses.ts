/**
 * Hosts that were ended by force, in words: what the System page shows as `degraded`.
 *
 * A thread in the middle of a loop may not end although it was told to. Its core is then lost until the process restarts.
 */
import type { Clock, ExitReason } from "./types.ts";

/** A thread that was told to end needs a moment. */
const graceMs = 1_000;
/** How long a replaced host is worth a word. */
const recentMs = 60_000;

interface Loss {
  readonly host: string;
  readonly kind: ExitReason["kind"];
  readonly atMs: number;
  readonly lingers: () => boolean;
}

/** All of one system. */
export class Losses {
  #all: Loss[] = [];

  constructor(private readonly clock: Clock) {}

  /** A host was ended; `lingers` is true as long as it nevertheless runs. */
  add(host: string, { kind }: ExitReason, lingers: () => boolean = () => false): void {
    if (kind === "shutdown" || kind === "normal") return;
    this.#all = this.#all.filter((loss) => this.#isRecent(loss) || loss.lingers());
    this.#all.push({ host, kind, atMs: this.clock.now(), lingers });
  }

  /** What the actors of the host have to say. */
  about(host: string): string | undefined {
    const all = this.#all.filter((loss) => loss.host === host);
    const lost = all.filter((loss) => this.#isLost(loss)).length;
    if (lost > 0) return `${host} ${ended(all)} and could not be stopped: ${cores(lost)}`;
    const recent = all.filter((loss) => this.#isRecent(loss) && (loss.kind === "hung" || loss.kind === "oom"));
    return recent.length === 0 ? undefined : `${host} ${ended(recent)} and was replaced`;
  }

  /** What the whole program has to say. */
  get total(): string | undefined {
    const lost = this.#all.filter((loss) => this.#isLost(loss));
    if (lost.length === 0) return undefined;
    return `${[...new Set(lost.map(({ host }) => host))].join(", ")} could not be stopped: ${cores(lost.length)}`;
  }

  #isLost({ atMs, lingers }: Loss): boolean {
    return this.clock.now() - atMs >= graceMs && lingers();
  }

  #isRecent({ atMs }: Loss): boolean {
    return this.clock.now() - atMs < recentMs;
  }
}

function cores(count: number): string {
  return `${count === 1 ? "one core is" : `${count} cores are`} lost until the program restarts`;
}

function ended(losses: readonly Loss[]): string {
  const kind = losses.at(-1)?.kind;
  if (kind === "oom") return "ran out of memory";
  return kind === "hung" ? "hung" : `ended (${kind})`;
}
