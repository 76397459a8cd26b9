/**
 * A user's accounts at exchanges: rows, sealed credentials and the keeper that holds the accounts up. What is stored was
 * tried before; a secret goes in, and never out again.
 */
import { type OfferedExchange, offeredExchanges } from "../actors/exchange_catalog.ts";
import {
  allBrokers,
  type Broker,
  brokersOf,
  createBroker,
  dependentsOf,
  findBroker,
  removeBroker,
  setDefaultBroker,
  type Stored,
  updateBroker,
} from "../db/brokers.ts";
import type { Db } from "../db/db.ts";
import type { SecretBox } from "../security/secret_box.ts";
import { type FieldProblem, problemsOf, tidied } from "./broker_form.ts";
import { keyNames, type Keys, sealedKeys, storedKeys } from "./broker_keys.ts";
import type { KeeperPort } from "./broker_port.ts";
import type { BrokerForm, BrokerServices, BrokerStatus, BrokerView, Saved, Trial } from "./broker_services.ts";
import { HttpError } from "./fresh/error.ts";
import type { Viewer } from "./viewer.ts";

/** What it stands on. */
export interface BrokerParts {
  readonly db: Db;
  readonly box: SecretBox;
  readonly keeper: KeeperPort;
  /** The demo exchange runs inside. */
  readonly hasDemo: boolean;
}

/** A form that may be tried, and what it is about. */
interface Attempt {
  readonly form: BrokerForm;
  readonly existing: Broker | undefined;
  /** Other keys than the stored ones, or none was stored for that exchange and environment. */
  readonly isAnew: boolean;
  /** Undefined = those of an account that is still to be opened at the demo exchange. */
  readonly keys: Keys | undefined;
}

/** The services of one user. */
export function brokerServices(parts: BrokerParts, viewer: Viewer): BrokerServices {
  const { db, keeper } = parts;
  const offered = offeredExchanges(parts);
  const seen = () => viewer.isDev ? allBrokers(db) : brokersOf(db, viewer.userId);
  const owned = async (id: string): Promise<Broker> => {
    const found = viewer.isDev
      ? (await allBrokers(db)).find((one) => one.id === id)
      : await findBroker(db, viewer.userId, id);
    if (!found) throw unknown(id);
    return found;
  };
  const view = async (broker: Broker): Promise<BrokerView> =>
    await viewOf(parts, broker, await keeper.statuses([broker.id]));
  return {
    exchanges: () => Promise.resolve(offered),
    hasLive: async () => (await seen()).some(({ environment }) => environment === "live"),
    list: async () => {
      const brokers = await seen();
      const statuses = await keeper.statuses(brokers.map(({ id }) => id));
      return await Promise.all(brokers.map((broker) => viewOf(parts, broker, statuses)));
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
      if (outcome === "unknown") throw unknown(id);
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

async function viewOf(
  { db }: BrokerParts,
  broker: Broker,
  statuses: readonly BrokerStatus[],
): Promise<BrokerView> {
  const [credentialFields, dependents] = await Promise.all([
    keyNames(db, broker),
    dependentsOf(db, broker.userId, broker.id),
  ]);
  return {
    ...broker,
    exchangeName: exchangeName(broker.exchange),
    credentialFields,
    status: statuses.find(({ brokerId }) => brokerId === broker.id) ?? null,
    dependents,
  };
}

const NAMES = new Map(offeredExchanges({ hasDemo: true }).map(({ id, name }) => [id, name]));

function exchangeName(id: string): string {
  return id === "paper" ? "Paper" : NAMES.get(id) ?? id;
}

/** What a form comes to, or what is wrong with it; `taken` null = its name does not matter. */
async function attemptOf(
  { db, box }: BrokerParts,
  offered: readonly OfferedExchange[],
  given: BrokerForm,
  existing: Broker | undefined,
  taken: readonly string[] | null,
): Promise<Attempt | { outcome: "invalid"; fields: Record<string, FieldProblem> }> {
  const form = tidied(given);
  const hasMoved = existing !== undefined && !isSameVenue(existing, form);
  const choice = choiceOf(offered, form, existing);
  const kept = existing === undefined || hasMoved ? {} : await storedKeys(db, box, existing);
  const problems = problemsOf(form, { choice, kept: Object.keys(kept), hasMoved, taken: taken ?? [] });
  if (existing?.exchange === "paper" && hasMoved) problems.exchange = "paper_stays";
  const fields = taken === null ? without(problems, ["name", "description"]) : problems;
  if (Object.keys(fields).length > 0 || !choice) return { outcome: "invalid", fields };
  const keys = { ...kept, ...form.credentials };
  const isAnew = existing === undefined || hasMoved || Object.keys(form.credentials).length > 0;
  const isToOpen = form.exchange === "demo" && Object.keys(keys).length === 0;
  return { form, existing, isAnew, keys: isToOpen ? undefined : keys };
}

/** The paper account stays what it is, and asks for nothing. */
function choiceOf(
  offered: readonly OfferedExchange[],
  { exchange }: BrokerForm,
  existing: Broker | undefined,
): OfferedExchange | undefined {
  if (existing?.exchange === "paper" && exchange === "paper") {
    return { id: "paper", name: exchangeName("paper"), environments: [existing.environment], fields: [] };
  }
  return offered.find(({ id }) => id === exchange);
}

function isSameVenue(broker: Broker, form: BrokerForm): boolean {
  return broker.exchange === form.exchange && broker.environment === form.environment;
}

function without<V>(of: Record<string, V>, names: readonly string[]): Record<string, V> {
  return Object.fromEntries(Object.entries(of).filter(([name]) => !names.includes(name)));
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
  if (outcome === "unknown") throw unknown(id ?? "");
  return outcome === "name_taken" ? { name: "name_taken" } : { exchange: "exchange_in_use" };
}

function unknown(id: string): HttpError {
  return new HttpError(404, `You have no broker "${id}"`);
}

async function whyInUse(db: Db, { id, userId, name, exchange }: Broker): Promise<string> {
  if (exchange === "paper") return `Cannot delete "${name}": the paper account is the platform's own`;
  const { activeStrategies, openOrders } = await dependentsOf(db, userId, id);
  return `Cannot delete "${name}": ${activeStrategies} active strategies and ${openOrders} open orders rely on it`;
}
