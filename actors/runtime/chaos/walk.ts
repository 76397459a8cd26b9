/** The walk: random faults among the victims, with messages and asks around each. */
import type { AskError, System } from "../mod.ts";
import { seededRandom } from "../random.ts";
import { childrenOf } from "./processes.ts";
import { type Victim, victims } from "./tree.ts";
import { hostFaults, ownFaults, processFaults, victimProtocol } from "./victim.ts";

const tellsPerFault = 5;
const mostPauseMs = 100;
const everyFault = [...ownFaults, ...hostFaults, ...processFaults, "Kill9", "killHost"] as const;
type Fault = typeof everyFault[number];

/** What the walk has done and heard. */
export class Walk {
  readonly faults: Record<string, number> = {};
  /** Outcomes of asks, by code (`answer` for one that was answered), each counted where it happened. */
  readonly outcomes: Record<string, number> = {};
  /** Faults told to each victim. */
  readonly hits = new Map<Victim, number>();
  asked = 0;
  readonly #random: () => number;
  readonly #asks: Promise<void>[] = [];
  readonly #bag: Fault[] = [];

  constructor(private readonly system: System, seed: number) {
    this.#random = seededRandom(seed);
  }

  /** Commits the faults, then waits until every ask has settled. */
  async run(faults: number): Promise<void> {
    for (let n = 0; n < faults; n++) {
      await this.#step();
      await new Promise((resolve) => setTimeout(resolve, this.#random() * mostPauseMs));
    }
    await Promise.all(this.#asks);
  }

  async #step(): Promise<void> {
    const fault = this.#nextFault();
    const victim = this.#pick(victims.filter((victim) => faultsOf(victim).includes(fault)));
    const ref = this.system.whereis(victim.path, victimProtocol);
    for (let n = 0; n < tellsPerFault; n++) ref.tell("Add", { by: 1 });
    this.#ask(victim);
    this.faults[fault] = (this.faults[fault] ?? 0) + 1;
    this.hits.set(victim, (this.hits.get(victim) ?? 0) + 1);
    if (fault === "Kill9") this.#kill9();
    else if (fault === "killHost") await this.#killHost(victim);
    else ref.tell("Fail", fault);
    this.#ask(victim);
  }

  /** In random order, but all equally often. */
  #nextFault(): Fault {
    if (this.#bag.length === 0) this.#bag.push(...everyFault);
    const [fault] = this.#bag.splice(Math.floor(this.#random() * this.#bag.length), 1);
    return fault as Fault;
  }

  #ask({ path }: Victim): void {
    this.asked++;
    const note = (outcome: string) => {
      this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
    };
    const asked = this.system.whereis(path, victimProtocol).ask("Get", undefined, { timeout: "2m" });
    this.#asks.push(asked.then(() => note("answer"), (error: AskError) => note(error.code)));
  }

  /** Any child process: whose it is does not matter. */
  #kill9(): void {
    const pids = childrenOf(Deno.pid);
    if (pids.length === 0) return;
    try {
      Deno.kill(this.#pick(pids), "SIGKILL");
    } catch (error) {
      // It has just ended by itself.
      if (!(error instanceof Deno.errors.NotFound || error instanceof TypeError)) throw error;
    }
  }

  async #killHost({ place }: Victim): Promise<void> {
    try {
      await this.system.killHost(place);
    } catch (error) {
      // It is down already.
      if (!(error instanceof Error && error.message.startsWith("There is no running host"))) throw error;
    }
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)] as T;
  }
}

function faultsOf({ place }: Victim): readonly Fault[] {
  if (place === "local") return ownFaults;
  if ("worker" in place) return [...ownFaults, ...hostFaults, "killHost"];
  return everyFault;
}
