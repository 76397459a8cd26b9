/** What the house offers to a user about his accounts at exchanges. */
import type { BrokerStatus, Trial } from "../actors/broker_keeper_protocol.ts";
import type { Broker } from "../db/brokers.ts";
import type { Environment } from "../domain/venue.ts";

export type { BrokerStatus, Trial };

/** An exchange that can be chosen. */
export interface ExchangeChoice {
  /** ccxt's id, or `demo`. */
  readonly id: string;
  readonly name: string;
  /** Only those that really are worlds of their own. */
  readonly environments: readonly Environment[];
  /** What it asks for, in the order of the form: `apiKey`, `secret`, `password`, `uid`, … Empty: it needs no key. */
  readonly fields: readonly { readonly name: string; readonly isSecret: boolean }[];
}

/** A broker as pages show it: nothing of its secrets but the names. */
export interface BrokerView extends Broker {
  /** The exchange's name for the eye. */
  readonly exchangeName: string;
  /** Names of the credentials that are stored. */
  readonly credentialFields: readonly string[];
  readonly status: BrokerStatus | null;
  /** What would fall with it. */
  readonly dependents: { readonly activeStrategies: number; readonly openOrders: number };
}

/** What the form holds. A field that is empty or absent keeps the credential that is stored. */
export interface BrokerForm {
  readonly name: string;
  readonly exchange: string;
  readonly description: string;
  readonly environment: Environment;
  readonly isDefault: boolean;
  readonly credentials: Readonly<Record<string, string>>;
}

/** Fields of the form with the key of a text each, of `texts.brokers.invalid`; a credential's field is `credentials.apiKey`. */
export interface Invalid {
  readonly outcome: "invalid";
  readonly fields: Readonly<Record<string, string>>;
}

/** What came of storing. */
export type Saved =
  | { readonly outcome: "saved"; readonly broker: BrokerView; readonly trial: Trial }
  | { readonly outcome: "failed"; readonly trial: Extract<Trial, { outcome: "failed" }> }
  | Invalid;

/** A user's accounts at exchanges. Another's are as unknown as none: 404. */
export interface BrokerServices {
  /** By name; `demo` first where it runs. */
  exchanges(): Promise<readonly ExchangeChoice[]>;
  list(): Promise<readonly BrokerView[]>;
  /** Whether one of them can move real money. */
  hasLive(): Promise<boolean>;
  /** @throws {HttpError} 404. */
  find(id: string): Promise<BrokerView>;
  /** Signs in for a look; `id` = the broker whose stored credentials fill in what the form leaves empty. @throws {HttpError} 404. */
  test(form: BrokerForm, id: string | null): Promise<Trial | Invalid>;
  /** Tests, and stores what passed; `id` null = a new one. @throws {HttpError} 404. */
  save(form: BrokerForm, id: string | null): Promise<Saved>;
  /** @throws {HttpError} 404, 409 with what depends on it. */
  remove(id: string): Promise<void>;
  /** @throws {HttpError} 404. */
  setDefault(id: string): Promise<void>;
  /** Begins to load its symbols; the status bar tells how it goes. @throws {HttpError} 404. */
  loadSymbols(id: string): Promise<void>;
}
