/** The trading desk: the engine with its clients' keys and its file. Whatever a step changed is kept before it is told. */
import type { ClientEvent } from "./accounts.ts";
import { type ClientKey, newKey } from "./clients.ts";
import { type EngineOptions, TradingEngine } from "./engine.ts";
import type { DemoTrade } from "../market_history.ts";
import type { Money } from "./money.ts";
import { TradingStore } from "./store.ts";

/** Hears what happened to clients, in order. */
export type ClientListener = (event: ClientEvent) => void;

/** What a desk is made from. */
export interface DeskOptions extends Omit<EngineOptions, "accounts"> {
  /** SQLite file; null = nothing is kept. */
  readonly path: string | null;
}

/** Clients, their orders, and those who listen to them. */
export class TradingDesk implements Disposable {
  readonly engine: TradingEngine;
  readonly #store: TradingStore;
  readonly #keys = new Map<string, ClientKey>();
  readonly #listeners = new Set<ClientListener>();
  readonly #now: () => number;
  /** The exchange's time of what happens right now; null = nothing does. */
  #momentMs: number | null = null;

  /** @throws {Error} when the file is no such store. */
  constructor({ path, now, ...options }: DeskOptions) {
    this.#store = new TradingStore(path ?? ":memory:");
    this.#now = now;
    this.engine = new TradingEngine({
      ...options,
      now: () => this.#momentMs ?? now(),
      accounts: this.#store.load(),
    });
    for (const key of this.#store.keys()) this.#keys.set(key.apiKey, key);
  }

  /** Every key that was given out, oldest first. */
  get keys(): ClientKey[] {
    return [...this.#keys.values()];
  }

  /** How many connections listen to what happens to clients. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** The key that a client calls himself by. */
  key(apiKey: string): ClientKey | undefined {
    return this.#keys.get(apiKey);
  }

  /** Opens an account with a key of its own; the same `name` finds the account that it opened before. */
  openAccount(name: string, totals: Iterable<readonly [asset: string, amount: Money]>): ClientKey {
    const known = this.keys.find((key) => key.name === name);
    if (known !== undefined) return known;
    const { accounts } = this.engine;
    const key = newKey(1 + Math.max(0, ...accounts.ids), name);
    accounts.open(key.accountId, totals);
    this.#store.saveClient(key, accounts);
    this.#keys.set(key.apiKey, key);
    return key;
  }

  /** Runs a command; its changes are kept, then told. What throws has changed nothing. */
  run<T>(command: (engine: TradingEngine) => T): T {
    return this.#atOnce(() => {
      const result = command(this.engine);
      this.#settle();
      return result;
    });
  }

  /** The market has traded. */
  onTrade(symbol: string, trade: DemoTrade): void {
    this.#atOnce(() => {
      this.engine.onTrade(symbol, trade);
      this.#settle();
    });
  }

  /** Tells what happens to clients from now on; returns the unsubscriber. */
  listen(listener: ClientListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  [Symbol.dispose](): void {
    this.#store[Symbol.dispose]();
  }

  /** All of it bears one time: at many times the speed, the moment that it takes would be a second. */
  #atOnce<T>(happens: () => T): T {
    this.#momentMs = this.#now();
    try {
      return happens();
    } finally {
      this.#momentMs = null;
    }
  }

  #settle(): void {
    const events = this.engine.takeEvents();
    this.#store.save(events, this.engine.accounts);
    for (const event of events) {
      for (const listener of this.#listeners) listener(event);
    }
  }
}
