/** Balances of one account: what is there, what is locked and by whom. Nothing can be spent that is not free. */
import type { Money } from "./money.ts";

/** Free and locked amount of one currency. */
export interface Balance {
  readonly asset: string;
  readonly free: Money;
  readonly locked: Money;
}

/** What is locked for one order, or for one list of orders. */
export interface Lock {
  readonly asset: string;
  readonly amount: Money;
}

/** The balances of one account. */
export class Ledger {
  readonly #totals = new Map<string, Money>();
  readonly #locks = new Map<string, Lock>();
  readonly #locked = new Map<string, Money>();
  /** Currencies that changed since {@linkcode takeChanged}. */
  readonly #changed = new Set<string>();

  constructor(totals: Iterable<readonly [string, Money]> = []) {
    for (const [asset, amount] of totals) this.#totals.set(asset, amount);
  }

  /** Everything of a currency, locked or not. */
  total(asset: string): Money {
    return this.#totals.get(asset) ?? 0n;
  }

  /** What may be spent. */
  free(asset: string): Money {
    return this.total(asset) - (this.#locked.get(asset) ?? 0n);
  }

  /** One currency. */
  balance(asset: string): Balance {
    return { asset, free: this.free(asset), locked: this.#locked.get(asset) ?? 0n };
  }

  /** Every currency that was ever there, by name. */
  balances(): Balance[] {
    return [...this.#totals.keys()].sort().map((asset) => this.balance(asset));
  }

  /** What is locked under a key; undefined = nothing. */
  lockOf(key: string): Lock | undefined {
    return this.#locks.get(key);
  }

  /**
   * Locks exactly this much under a key, in place of what it had locked; 0 frees it.
   * @throws {RangeError} when less is free.
   */
  lock(key: string, asset: string, amount: Money): void {
    const old = this.#locks.get(key);
    if (old?.asset === asset && old.amount === amount) return;
    const held = old?.asset === asset ? old.amount : 0n;
    if (amount < 0n || amount - held > this.free(asset)) {
      throw new RangeError(`Cannot lock ${amount} ${asset} for ${key}: ${this.free(asset) + held} are free`);
    }
    if (old !== undefined) this.#addLocked(old.asset, -old.amount);
    if (amount === 0n) this.#locks.delete(key);
    else this.#locks.set(key, { asset, amount });
    this.#addLocked(asset, amount);
  }

  /** Adds to a currency, or takes from what is free. @throws {RangeError} when less is free. */
  add(asset: string, amount: Money): void {
    if (amount < 0n && this.free(asset) + amount < 0n) {
      throw new RangeError(`Cannot take ${-amount} ${asset}: ${this.free(asset)} are free`);
    }
    this.#totals.set(asset, this.total(asset) + amount);
    this.#changed.add(asset);
  }

  /** The currencies that changed since this was asked last. */
  takeChanged(): Balance[] {
    const changed = [...this.#changed].sort().map((asset) => this.balance(asset));
    this.#changed.clear();
    return changed;
  }

  #addLocked(asset: string, amount: Money): void {
    this.#locked.set(asset, (this.#locked.get(asset) ?? 0n) + amount);
    this.#changed.add(asset);
  }
}
