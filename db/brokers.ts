/**
 * Table `brokers`: the users' accounts at exchanges, the paper ones among them. One that its user removed is as unknown as
 * none; its row stays for the sake of its orders.
 */
import { z } from "zod";
import { decimalText } from "../domain/decimal.ts";
import { environment } from "../domain/venue.ts";
import { type BrokerCredentials, saveCredentials } from "./broker_credentials.ts";
import { type Db, type Queries, storable } from "./db.ts";
import { isOpen } from "./orders.ts";
import { withoutValues } from "./without_values.ts";

/** A user's account at an exchange. */
export const broker = z.object({
  id: z.string(),
  userId: z.string(),
  /** Unique among the user's. */
  name: z.string().min(1),
  /** `paper`, `demo`, or the exchange's id. */
  exchange: z.string(),
  description: z.string(),
  environment,
  /** At most one of a user's. */
  isDefault: z.boolean(),
  /** What a paper account starts with, by currency; empty for all others. */
  paperBalances: z.record(z.string(), decimalText),
  createdMs: z.int(),
});
/** A user's account at an exchange. */
export type Broker = z.infer<typeof broker>;

/** A broker that is to be stored. Its id is made by whoever stores it, who seals its credentials for it. */
export type NewBroker = Omit<Broker, "createdMs">;
/** What may be changed of a broker. */
export type BrokerChanges = Pick<Broker, "name" | "exchange" | "description" | "environment" | "isDefault">;
/** Sealed credentials. */
export type Sealed = Pick<BrokerCredentials, "sealed" | "fields">;

/**
 * What came of storing. `name_taken`: another broker of the user has it; `in_use`: where it trades cannot be changed, because
 * there are orders or strategies of it; `unknown`: the user has no such broker.
 */
export type Stored =
  | { readonly outcome: "stored"; readonly broker: Broker }
  | { readonly outcome: "name_taken" | "in_use" | "unknown" };

/** What depends on a broker. */
export interface Dependents {
  /** Those that are not stopped, the suspended among them. */
  readonly activeStrategies: number;
  /** Orders that may still change. */
  readonly openOrders: number;
}

/** The constraint that a name broke. */
const ONE_A_NAME = "brokers_one_a_name";
/** When a strategy ended that was stopped for good: see active_strategies.ts. */
const STOPPED = "0001-01-01T00:00:00Z";

/** The user's broker of that name, made as given where there is none; one that exists stays as it is. */
export async function ensureBroker(db: Queries, of: Omit<Broker, "id" | "createdMs">): Promise<Broker> {
  const wanted = broker.omit({ id: true, createdMs: true }).parse(of);
  await db`
    insert into brokers (user_id, name, exchange, description, environment, is_default, paper_balances)
    values (${wanted.userId}, ${wanted.name}, ${wanted.exchange}, ${wanted.description}, ${wanted.environment},
      ${wanted.isDefault}, ${db.json(wanted.paperBalances)})
    on conflict (user_id, name) where removed_at is null do nothing`;
  const found = (await brokersOf(db, wanted.userId)).find(({ name }) => name === wanted.name);
  if (!found) throw new Error(`Cannot find broker "${wanted.name}" that was just stored: somebody removed it`);
  return found;
}

/** A user's brokers, the default one first, then by name. */
export async function brokersOf(db: Queries, userId: string): Promise<Broker[]> {
  return z.array(broker).parse(
    await db`
      select ${columns(db)} from brokers where user_id = ${userId} and removed_at is null
      order by is_default desc, name`,
  );
}

/** The brokers of all users, oldest first. */
export async function allBrokers(db: Queries): Promise<Broker[]> {
  return z.array(broker).parse(
    await db`select ${columns(db)} from brokers where removed_at is null order by created_at, id`,
  );
}

/** A user's broker, or undefined; `id` may be any text. */
export async function findBroker(db: Queries, userId: string, id: string): Promise<Broker | undefined> {
  const [row] = await db`
    select ${columns(db)} from brokers where user_id = ${userId} and id::text = ${storable(id)} and removed_at is null`;
  return row && broker.parse(row);
}

/** Stores a broker with its credentials (null = none), all or nothing; one that is to be the default takes the place of the old. */
export async function createBroker(db: Db, of: NewBroker, credentials: Sealed | null): Promise<Stored> {
  const { id, userId } = of;
  return await unlessNameTaken(() =>
    db.begin(async (tx) => {
      if (of.isDefault) await leaveDefault(tx, userId);
      await withoutValues(tx`
        insert into brokers (id, user_id, name, exchange, description, environment, is_default, paper_balances)
        values (${id}, ${userId}, ${of.name}, ${of.exchange}, ${of.description}, ${of.environment}, ${of.isDefault},
          ${tx.json(of.paperBalances)})`);
      if (credentials) await saveCredentials(tx, { ...credentials, userId, brokerId: id });
      return await stored(tx, userId, id);
    })
  );
}

/**
 * Changes a broker and, where they are given, its credentials; all or nothing. Another exchange or environment is refused as
 * soon as there is an order or strategy of it: those are of where it traded.
 */
export async function updateBroker(
  db: Db,
  userId: string,
  id: string,
  changes: BrokerChanges,
  credentials: Sealed | null,
): Promise<Stored> {
  return await unlessNameTaken(() =>
    db.begin(async (tx) => {
      const before = await findBroker(tx, userId, id);
      if (!before) return { outcome: "unknown" } as const;
      const isMoved = before.exchange !== changes.exchange || before.environment !== changes.environment;
      if (isMoved && await hasHistory(tx, id)) return { outcome: "in_use" } as const;
      if (changes.isDefault && !before.isDefault) await leaveDefault(tx, userId);
      await withoutValues(tx`
        update brokers set name = ${changes.name}, exchange = ${changes.exchange}, environment = ${changes.environment},
          description = ${changes.description}, is_default = ${changes.isDefault},
          live_on_at = case when ${isMoved}::boolean then null else live_on_at end
        where user_id = ${userId} and id = ${id}`);
      if (credentials) await saveCredentials(tx, { ...credentials, userId, brokerId: id });
      return await stored(tx, userId, id);
    })
  );
}

/** What would fall with a broker of a user's; nothing depends on one that is not there. */
export async function dependentsOf(db: Queries, userId: string, id: string): Promise<Dependents> {
  const [row] = await db`
    select
      (select count(*)::int from active_strategies
        where user_id = ${userId} and broker_id::text = ${
    storable(id)
  } and end_at is distinct from ${STOPPED}::timestamptz
      ) as "activeStrategies",
      (select count(*)::int from trades
        where user_id = ${userId} and broker_id::text = ${storable(id)}
          and ${isOpen(db)}
      ) as "openOrders"`;
  return z.object({ activeStrategies: z.int(), openOrders: z.int() }).parse(row);
}

/**
 * Removes a broker and forgets its credentials. `in_use`: something depends on it (see {@linkcode dependentsOf}), or it is the
 * paper account, without which nothing starts.
 */
export async function removeBroker(db: Db, userId: string, id: string): Promise<"removed" | "in_use" | "unknown"> {
  return await db.begin(async (tx) => {
    const found = await findBroker(tx, userId, id);
    if (!found) return "unknown";
    const { activeStrategies, openOrders } = await dependentsOf(tx, userId, id);
    if (activeStrategies > 0 || openOrders > 0 || found.exchange === "paper") return "in_use";
    await tx`
      update brokers set removed_at = now(), is_default = false, live_on_at = null, sealed_credentials = null, credential_fields = '{}'
      where user_id = ${userId} and id = ${id}`;
    return "removed";
  });
}

/** Makes a broker the user's default one; false where the user has no such broker, and nothing changes. */
export async function setDefaultBroker(db: Db, userId: string, id: string): Promise<boolean> {
  return await db.begin(async (tx) => {
    if (!await findBroker(tx, userId, id)) return false;
    await leaveDefault(tx, userId);
    await tx`update brokers set is_default = true where user_id = ${userId} and id = ${id}`;
    return true;
  });
}

/** Before another one becomes the default: there is never more than one. */
async function leaveDefault(tx: Queries, userId: string): Promise<void> {
  await tx`update brokers set is_default = false where user_id = ${userId} and is_default`;
}

async function hasHistory(tx: Queries, id: string): Promise<boolean> {
  const [row] = await tx`
    select exists (select from trades where broker_id::text = ${id})
      or exists (select from active_strategies where broker_id::text = ${id}) as has`;
  return z.object({ has: z.boolean() }).parse(row).has;
}

async function stored(tx: Queries, userId: string, id: string): Promise<Stored> {
  const found = await findBroker(tx, userId, id);
  if (!found) throw new Error(`Cannot find broker "${id}" that was just stored`);
  return { outcome: "stored", broker: found };
}

async function unlessNameTaken(store: () => Promise<Stored>): Promise<Stored> {
  try {
    return await store();
  } catch (error) {
    if (error instanceof Error && "constraint_name" in error && error.constraint_name === ONE_A_NAME) {
      return { outcome: "name_taken" };
    }
    throw error;
  }
}

function columns(db: Queries) {
  return db`
    id, user_id as "userId", name, exchange, description, environment, is_default as "isDefault",
    paper_balances as "paperBalances", created_at as "createdMs"`;
}
