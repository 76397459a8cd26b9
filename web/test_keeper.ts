/** A broker keeper for tests of pages: it signs in wherever no key says no, and writes down what it was told. */
import type { BrokerStatus, Trial } from "../actors/broker_keeper_protocol.ts";
import type { Account } from "../actors/broker_keeper/child.ts";
import type { KeeperPort } from "./broker_port.ts";

/** A keeper with what it holds and was told; a test may change it at any time. */
export interface TestKeeper extends KeeperPort {
  /** What signing in finds, unless the secret is {@linkcode WRONG_SECRET}. */
  found: Extract<Trial, { outcome: "connected" }>;
  states: readonly BrokerStatus[];
  /** Accounts that somebody signed in to, the oldest first. */
  readonly tried: readonly Account[];
  /** `saved <id>`, `removed <id>`, `symbols <id>`, `opened <name>`. */
  readonly told: readonly string[];
}

/** A secret that no exchange takes. */
export const WRONG_SECRET = "a wrong secret";
/** What the exchange says to it. */
export const WRONG_WORDS = "Invalid API-key, IP, or permissions for action.";

/** A keeper that holds nothing yet. */
export function testKeeper(): TestKeeper {
  const tried: Account[] = [];
  const told: string[] = [];
  return {
    found: {
      outcome: "connected",
      balances: [{ currency: "USDT", free: "10000", used: "0" }, { currency: "BTC", free: "0.5", used: "0.1" }],
      mayWithdraw: null,
    },
    states: [],
    tried,
    told,
    tryBroker(account) {
      tried.push(account);
      if (!Object.values(account.credentials).includes(WRONG_SECRET)) return Promise.resolve(this.found);
      const failure = { kind: "AuthenticationError", exchange: account.exchange, words: WRONG_WORDS } as const;
      return Promise.resolve({ outcome: "failed", failure });
    },
    openDemoAccount: (name) => {
      told.push(`opened ${name}`);
      return Promise.resolve({ apiKey: `key of ${name}`, secret: `secret of ${name}` });
    },
    saved: (id) => void told.push(`saved ${id}`),
    removed: (id) => void told.push(`removed ${id}`),
    loadSymbols: (id) => void told.push(`symbols ${id}`),
    statuses(ids) {
      return Promise.resolve(this.states.filter(({ brokerId }) => ids.includes(brokerId)));
    },
  };
}
