/**
 * What accounts hold and have earned, kept from one order to the next: only the executions are read that were stored since.
 * They may have happened earlier than some that are counted already; then everything is read anew, since profit depends on
 * the order.
 */
import type { Db } from "../../db/db.ts";
import { type Accounts, fillsSince } from "../../db/risk.ts";
import { Lanes } from "../../domain/lanes.ts";
import { KeptLedger, type RiskLedger } from "../../domain/risk/ledger.ts";

/**
 * Statements that run at the same time may store greater numbers before smaller ones; those that are so near the last one
 * are looked at again.
 */
const LOOK_BACK = 100;

interface Kept {
  readonly ledger: KeptLedger;
  /** The greatest that is counted. */
  number: number;
  /** Those counted that may be read again. */
  lately: Set<number>;
  /** Of the newest that is counted, UTC ms. */
  timeMs: number;
}

/** One ledger for each choice of accounts that limits were ever asked for. */
export class KeptLedgers {
  readonly #kept = new Map<string, Kept>();
  readonly #lanes = new Lanes();

  /** Everything that is stored by now. @throws {Error} when a fee is in a currency whose price is not known. */
  at(db: Db, userId: string, accounts: Accounts): Promise<RiskLedger> {
    const key = `${userId} ${JSON.stringify(accounts)}`;
    return this.#lanes.run(key, async () => {
      const kept = this.#kept.get(key);
      if (kept && await readOn(kept, db, userId, accounts)) return kept.ledger.now;
      const fresh = { ledger: new KeptLedger(), number: 0, lately: new Set<number>(), timeMs: -Infinity };
      this.#kept.delete(key);
      await readOn(fresh, db, userId, accounts);
      this.#kept.set(key, fresh);
      return fresh.ledger.now;
    });
  }
}

/** Whether all that is new comes after what was counted; otherwise it is not counted. */
async function readOn(kept: Kept, db: Db, userId: string, accounts: Accounts): Promise<boolean> {
  for await (const piece of fillsSince(db, userId, accounts, Math.max(0, kept.number - LOOK_BACK))) {
    for (const fill of piece) {
      if (kept.lately.has(fill.number)) continue;
      if (fill.fill.timeMs < kept.timeMs) return false;
      kept.ledger.enter(fill);
      kept.timeMs = fill.fill.timeMs;
      kept.number = Math.max(kept.number, fill.number);
      kept.lately.add(fill.number);
    }
  }
  kept.lately = new Set([...kept.lately].filter((number) => number > kept.number - LOOK_BACK));
  return true;
}
