/** What the web asks of the broker keeper, which holds the accounts' actors. */
import { brokerKeeperProtocol, type BrokerStatus, type Trial } from "../actors/broker_keeper_protocol.ts";
import { AskError, type Logger, type System } from "../actors/runtime/mod.ts";
import type { Environment } from "../domain/venue.ts";

/** An account to be signed in to. Never logged. */
export interface TriedAccount {
  readonly exchange: string;
  readonly environment: Environment;
  readonly credentials: Readonly<Record<string, string>>;
}

/** The broker keeper as the web sees it. */
export interface KeeperPort {
  /** Signs in with what a form holds, fetches the balance, and lets go; nothing is stored. */
  tryBroker(account: TriedAccount): Promise<Trial>;
  /** Opens an account at the demo exchange inside; its key. @throws {AskError} where none runs. */
  openDemoAccount(name: string): Promise<Record<string, string>>;
  saved(brokerId: string): void;
  removed(brokerId: string): void;
  loadSymbols(brokerId: string): void;
  /** Nothing while the keeper is away. */
  statuses(brokerIds: readonly string[]): Promise<readonly BrokerStatus[]>;
}

/** A page does not wait longer for lights, ms. */
const STATUS_MS = 2_000;

/** The keeper at `path` of the running system; signing in for a look takes its time, and is done beside it. */
export function keeperAt(
  path: string,
  { system, log, tryBroker, openDemoAccount }:
    & { system: () => System; log: Logger }
    & Pick<KeeperPort, "tryBroker" | "openDemoAccount">,
): KeeperPort {
  const keeper = () => system().whereis(path, brokerKeeperProtocol);
  return {
    tryBroker,
    openDemoAccount,
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
