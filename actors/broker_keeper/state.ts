/** What the broker keeper holds. */
import { z } from "zod";
import type { BrokerCredentials } from "../../db/broker_credentials.ts";
import type { Broker } from "../../db/brokers.ts";
import { job } from "../../domain/job.ts";
import { symbol } from "../../domain/market.ts";
import { brokerKeeperProtocol, type BrokerStatus, trial } from "../broker_keeper_protocol.ts";
import type { ccxtBrokerProtocol } from "../ccxt_broker/protocol.ts";
import { databaseArg } from "../database_arg.ts";
import { type ActorContext, type ActorRef, downSchema } from "../runtime/mod.ts";

/** What becomes of a job. */
export const jobChange = job.pick({ state: true, added: true, removed: true, reason: true });
/** What becomes of a job. */
export type JobChange = z.infer<typeof jobChange>;

/** What the keeper hears: what others ask of it, and what it tells itself. */
export const keeperProtocol = {
  ...brokerKeeperProtocol,
  /** What signing in found; of a round that is over it means nothing. */
  SignedIn: { in: z.object({ brokerId: z.string(), round: z.string(), trial }) },
  /** It is time to look after a broker: to start it, or to see whether it is still connected. */
  TendBroker: { in: z.object({ brokerId: z.string(), round: z.string() }) },
  BrokerEnded: { in: downSchema },
  /** The markets of a venue are loaded, or could not be. */
  JobEnded: { in: z.object({ venue: z.string(), change: jobChange }) },
  /** Brokers are connected (again): their orders are to be looked up. */
  Reconcile: {},
} as const;

/** How it is set up. */
export const keeperArgs = z.object({
  db: databaseArg,
  /** Opens what is sealed. @throws {Error} that says nothing of it. */
  openCredentials: z.custom<(of: BrokerCredentials) => Record<string, string>>((value) => typeof value === "function"),
  demoPath: z.string(),
  orderDeskPath: z.string(),
  /** The paper account's actor, and the markets that it always trades. */
  paper: z.object({ path: z.string(), symbols: z.array(symbol) }),
});

/** A broker that is held up. */
export interface Kept {
  readonly broker: Broker;
  state: BrokerStatus["state"];
  failure: BrokerStatus["failure"];
  sinceMs: number;
  /** Whether there are credentials; without, it can only tell its markets. */
  hasKey: boolean;
  /** Null while none runs. */
  ref: ActorRef<typeof ccxtBrokerProtocol> | null;
  unwatch: () => void;
  /** Failures since it was connected last. */
  failures: number;
  /** Names what is under way, so that an answer that comes late is known as such. */
  round: string;
  cancelTimer: () => void;
}

/** Markets that are being loaded, and who is told. */
export interface RunningJob {
  readonly id: string;
  readonly subject: string;
  readonly userIds: Set<string>;
}

/** What the keeper holds. */
export interface Keeper {
  readonly args: z.infer<typeof keeperArgs>;
  readonly kept: Map<string, Kept>;
  /** By the venue's name. */
  readonly jobs: Map<string, RunningJob>;
  /** Whether orders are about to be looked up. */
  isToReconcile: boolean;
}

/** Its context. */
export type Context = ActorContext<typeof keeperProtocol>;
