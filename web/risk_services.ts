/** What the house offers to a user about limits, live money, and turning everything off. */
import type { KillState } from "../domain/risk/kill_state.ts";
import type { StoredLimits } from "../db/risk.ts";
import type { RiskLimits } from "../domain/risk/limits.ts";
import type { Environment } from "../domain/venue.ts";

export type { KillState };

/** An account, and whether it may place orders with real money; null = it has none. */
export interface RiskAccount {
  readonly id: string;
  readonly name: string;
  readonly environment: Environment;
  readonly isLiveOn: boolean | null;
}

/** How a user's orders are limited. */
export interface RiskView {
  /** Null = the kill switch is off. */
  readonly kill: KillState | null;
  /** Those for all accounts of one kind first; nothing is limited where there are none. */
  readonly limits: readonly StoredLimits[];
  readonly accounts: readonly RiskAccount[];
}

/** Limits to store. */
export interface LimitsForm {
  /** Null = for all accounts of one kind together. */
  readonly brokerId: string | null;
  readonly limits: RiskLimits;
  /** Losses of before are forgotten. */
  readonly countsAnew: boolean;
}

/** Limits, live money, and turning everything off. Another's accounts are as unknown as none: {HttpError} 404. */
export interface RiskServices {
  /** Null = the kill switch is off. */
  kill(): Promise<KillState | null>;
  view(): Promise<RiskView>;
  /** Turns the kill switch on; answers when nothing opens any more, before all is carried out. */
  engage(sells: boolean): Promise<KillState>;
  release(): Promise<void>;
  save(form: LimitsForm): Promise<void>;
  /** @throws {HttpError} 409 where the name that was typed is not the account's, or it has no real money. */
  setLive(brokerId: string, isOn: boolean, name: string): Promise<void>;
}
