/** What the web asks of the broker keeper, which holds the accounts' actors, and of an account before it is stored. */
import { brokerKeeperProtocol, type BrokerStatus, type Trial } from "../actors/broker_keeper_protocol.ts";
import type { Account } from "../actors/broker_keeper/child.ts";
import { openDemoAccount, tryBroker } from "../actors/broker_keeper/trying.ts";
import { AskError, type Logger, type System } from "../actors/runtime/mod.ts";
import { PATHS } from "../actors/tree.ts";
import { TooBusy, Turns } from "../security/turns.ts";
import { HttpError } from "./fresh/error.ts";

/** The broker keeper as the web sees it. */
export interface KeeperPort {
  /** Signs in with what a form holds, fetches the balance, and lets go; nothing is stored. @throws {HttpError} 429. */
  tryBroker(account: Account): Promise<Trial>;
  /** Opens an account at the demo exchange inside; answers with its new key. */
  openDemoAccount(name: string): Promise<Readonly<Record<string, string>>>;
  /** A broker was stored, or what its actor holds has changed. */
  saved(brokerId: string): void;
  removed(brokerId: string): void;
  loadSymbols(brokerId: string): void;
  /** Nothing while the keeper is away. */
  statuses(brokerIds: readonly string[]): Promise<readonly BrokerStatus[]>;
}

/** Looks at once, and how many may wait: each loads a class of ccxt. */
const LOOKS = { atOnce: 4, waiting: 12 } as const;
/** A page does not wait longer for lights, ms. */
const STATUS_MS = 2_000;

/** The keeper of the running system; one port a house. */
export function keeperPort({ system, log }: { readonly system: () => System; readonly log: Logger }): KeeperPort {
  const looks = new Turns(LOOKS.atOnce, LOOKS.waiting);
  const keeper = () => system().whereis(PATHS.brokerKeeper, brokerKeeperProtocol);
  return {
    tryBroker: async (account) => {
      try {
        return await looks.take(() => tryBroker(system(), account, PATHS.demoExchange));
      } catch (error) {
        if (!(error instanceof TooBusy)) throw error;
        throw new HttpError(429, "Too many accounts are being tested at once: try again in a moment", { cause: error });
      }
    },
    openDemoAccount: (name) => openDemoAccount(system(), name, PATHS.demoExchange),
    saved: (brokerId) => keeper().tell("BrokerSaved", { brokerId }),
    removed: (brokerId) => keeper().tell("BrokerRemoved", { brokerId }),
    loadSymbols: (brokerId) => keeper().tell("LoadSymbols", { brokerId }),
    statuses: async (brokerIds) => {
      try {
        return await keeper().ask("GetStatuses", { brokerIds: [...brokerIds] }, { timeout: STATUS_MS });
      } catch (error) {
        if (!(error instanceof AskError)) throw error;
        log.warn("The broker keeper does not answer", { why: error.message });
        return [];
      }
    },
  };
}
