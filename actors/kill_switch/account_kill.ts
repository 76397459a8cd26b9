/** A kill switch at one account, and how its steps are taken there: one after the other, as long as the switch is on. */
import type { Broker } from "../../db/brokers.ts";
import type { Db } from "../../db/db.ts";
import { killSwitchOf } from "../../db/risk.ts";
import { type ActorContext, AskError } from "../runtime/mod.ts";

/** Whose kill switch it is, and since when it is on, UTC ms. */
export interface Kill {
  readonly userId: string;
  readonly engagedMs: number;
  readonly sells: boolean;
}

/** What the steps stand on. */
export interface KillParts {
  readonly db: Db;
  readonly orderDeskPath: string;
  readonly portfolioPath: string;
  /** Who knows last prices; null = nobody: what a rest is worth is left for its venue to judge. */
  readonly venuesPath: string | null;
}

/** Where actors are found, and the log. */
export type KillContext = Pick<ActorContext, "whereis" | "log">;
/** What could not be done, in words. */
export type Problems = readonly string[];

/** The kill switch of a user at one of his accounts. */
export interface AccountKill extends Kill, KillParts {
  readonly account: Broker;
  readonly ctx: KillContext;
}

/** The desk asks exchanges, one order after the other. */
export const PATIENT = { timeout: "25s" } as const;

/** Whether a switch is on as it was turned on then. */
export async function isOn(db: Db, { userId, engagedMs }: Pick<Kill, "userId" | "engagedMs">): Promise<boolean> {
  return (await killSwitchOf(db, userId))?.engagedMs === engagedMs;
}

/** Does something to each, one after the other, as long as the switch is on; who does not answer is a problem in words. */
export async function each<T>(
  of: AccountKill,
  all: readonly T[],
  act: (one: T) => Promise<string | null>,
): Promise<Problems> {
  const problems: string[] = [];
  for (const one of all) {
    if (!await isOn(of.db, of)) break;
    try {
      const problem = await act(one);
      if (problem !== null) problems.push(problem);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      problems.push(error.message);
    }
  }
  return problems;
}

/** Several problems as one; null = there is none. */
export function joined(problems: Problems): string | null {
  return problems.length === 0 ? null : problems.join("; ");
}
