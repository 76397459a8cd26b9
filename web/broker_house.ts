/**
 * A user's accounts at exchanges: rows, sealed credentials and the keeper that holds the accounts up. What is stored was
 * tried before; a secret goes in, and never out again.
 */
import { offeredExchanges } from "../actors/exchange_catalog.ts";
import {
  type Broker,
  brokersOf,
  createBroker,
  dependentsOf,
  removeBroker,
  setDefaultBroker,
  type Stored,
  updateBroker,
} from "../db/brokers.ts";
import type { Db } from "../db/db.ts";
import type { SecretBox } from "../security/secret_box.ts";
import { type Attempt, attemptOf } from "./broker_attempt.ts";
import type { FieldProblem } from "./broker_form.ts";
import { type Keys, sealedKeys } from "./broker_keys.ts";
import type { KeeperPort } from "./broker_port.ts";
import type { BrokerServices, BrokerView, Saved, Trial } from "./broker_services.ts";
import { viewOf } from "./broker_view.ts";
import { HttpError } from "./fresh/error.ts";
import { brokerOf, brokersOfViewer, unknownBroker } from "./own_rows.ts";
import type { Viewer } from "./viewer.ts";

/** What it stands on. */
export interface BrokerParts {
  readonly db: Db;
  readonly box: SecretBox;
  readonly keeper: KeeperPort;
  /** The demo exchange runs inside. */
  readonly hasDemo: boolean;
}

/** The services of one user. */
export function brokerServices(parts: BrokerParts, viewer: Viewer): BrokerServices {
  const { db, keeper } = parts;
  const offered = offeredExchanges(parts);
  const seen = () => brokersOfViewer(db, viewer);
  const owned = (id: string): Promise<Broker> => brokerOf(db, viewer, id);
  const view = async (broker: Broker): Promise<BrokerView> =>
    await viewOf(db, broker, await keeper.statuses([broker.id]));
  return {
    exchanges: () => Promise.resolve(offered),
    hasLive: async () => (await seen()).some(({ environment }) => environment === "live"),
    list: async () => {
      const brokers = await seen();
      const statuses = await keeper.statuses(brokers.map(({ id }) => id));
      return await Promise.all(brokers.map((broker) => viewOf(db, broker, statuses)));
    },
    find: async (id) => await view(await owned(id)),
    test: async (form, id) => {
      const attempt = await attemptOf(parts, offered, form, id === null ? undefined : await owned(id), null);
      return "fields" in attempt ? attempt : (await tried(parts, attempt)).trial;
    },
    save: async (form, id): Promise<Saved> => {
      const existing = id === null ? undefined : await owned(id);
      const userId = existing?.userId ?? viewer.userId;
      const taken = (await brokersOf(db, userId)).filter((one) => one.id !== id).map(({ name }) => name);
      const attempt = await attemptOf(parts, offered, form, existing, taken);
      if ("fields" in attempt) return attempt;
      const { trial, keys } = await tried(parts, attempt);
      if (trial.outcome === "failed") return { outcome: "failed", trial };
      const stored = await store(parts, userId, attempt, keys);
      if (stored.outcome !== "stored") return { outcome: "invalid", fields: notStored(stored.outcome, id) };
      const { broker } = stored;
      if (attempt.isAnew) keeper.saved(broker.id);
      return { outcome: "saved", broker: await view(broker), trial };
    },
    remove: async (id) => {
      const broker = await owned(id);
      const outcome = await removeBroker(db, broker.userId, id);
      if (outcome === "unknown") throw unknownBroker(id);
      if (outcome === "in_use") throw new HttpError(409, await whyInUse(db, broker));
      keeper.removed(id);
    },
    setDefault: async (id) => {
      const { userId } = await owned(id);
      await setDefaultBroker(db, userId, id);
    },
    loadSymbols: async (id) => {
      await owned(id);
      keeper.loadSymbols(id);
    },
  };
}

/** Signs in with what a form comes to. */
async function tried({ keeper }: BrokerParts, attempt: Attempt): Promise<{ trial: Trial; keys: Keys }> {
  const { exchange, environment, name } = attempt.form;
  if (exchange === "paper") return { trial: { outcome: "connected", balances: [], mayWithdraw: null }, keys: {} };
  const keys = attempt.keys ?? await keeper.openDemoAccount(name);
  return { trial: await keeper.tryBroker({ exchange, environment, credentials: keys }), keys };
}

/** Row and credentials are stored together or not at all. */
async function store(
  { db, box }: BrokerParts,
  userId: string,
  { form, existing, isAnew }: Attempt,
  keys: Keys,
): Promise<Stored> {
  const id = existing?.id ?? crypto.randomUUID();
  const { name, exchange, description, environment, isDefault } = form;
  const of = { name, exchange, description, environment, isDefault };
  const sealed = isAnew ? sealedKeys(box, { id, userId }, keys) : null;
  if (existing) return await updateBroker(db, userId, id, of, sealed);
  return await createBroker(db, { ...of, id, userId, paperBalances: {} }, sealed);
}

/** What the rows refused, as a field of the form. @throws {HttpError} 404 where it has just been removed. */
function notStored(outcome: Exclude<Stored["outcome"], "stored">, id: string | null): Record<string, FieldProblem> {
  if (outcome === "unknown") throw unknownBroker(id ?? "");
  return outcome === "name_taken" ? { name: "name_taken" } : { exchange: "exchange_in_use" };
}

async function whyInUse(db: Db, { id, userId, name, exchange }: Broker): Promise<string> {
  if (exchange === "paper") return `Cannot delete "${name}": the paper account is the platform's own`;
  const { activeStrategies, openOrders } = await dependentsOf(db, userId, id);
  return `Cannot delete "${name}": ${activeStrategies} active strategies and ${openOrders} open orders rely on it`;
}
