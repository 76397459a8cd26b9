/**
 * What exchanges ask for, in table `brokers`: one sealed text a broker, which this room can store and cannot open. Nothing
 * that lists brokers reads it.
 */
import { z } from "zod";
import type { Queries } from "./db.ts";
import { withoutValues } from "./without_values.ts";

/** A broker's credentials. */
export const brokerCredentials = z.object({
  userId: z.string(),
  brokerId: z.string(),
  /** All of them, sealed. */
  sealed: z.string(),
  /** Their names, such as `apiKey` and `secret`, for a form that shows that they are there. */
  fields: z.array(z.string()).min(1),
});
/** A broker's credentials. */
export type BrokerCredentials = z.infer<typeof brokerCredentials>;

/** Where the sealed text stands, to be bound to it. */
export const SEALED_COLUMN = { table: "brokers", column: "sealed_credentials" } as const;

/**
 * Stores a broker's credentials in place of those it had.
 * @throws {Error} when the user has no such broker.
 */
export async function saveCredentials(db: Queries, of: BrokerCredentials): Promise<void> {
  const { count } = await withoutValues(db`
    update brokers set sealed_credentials = ${of.sealed}, credential_fields = ${of.fields}
    where user_id = ${of.userId} and id = ${of.brokerId}`);
  if (count === 0) throw new Error(`Cannot store credentials: user "${of.userId}" has no broker "${of.brokerId}"`);
}

/** A user's broker's credentials, or undefined where there are none. */
export async function findCredentials(
  db: Queries,
  userId: string,
  brokerId: string,
): Promise<BrokerCredentials | undefined> {
  const [row] = await db`
    select ${columns(db)} from brokers
    where user_id = ${userId} and id = ${brokerId} and sealed_credentials is not null`;
  return row && brokerCredentials.parse(row);
}

/** The credentials of all users, for a rotation of the secret key. */
export async function allCredentials(db: Queries): Promise<BrokerCredentials[]> {
  return z.array(brokerCredentials).parse(
    await db`select ${columns(db)} from brokers where sealed_credentials is not null order by id`,
  );
}

/** Stores the same credentials sealed anew; false where they were changed in the meantime, which then stay. */
export async function replaceSealed(
  db: Queries,
  of: Omit<BrokerCredentials, "fields">,
  sealedAnew: string,
): Promise<boolean> {
  const { count } = await withoutValues(db`
    update brokers set sealed_credentials = ${sealedAnew}
    where user_id = ${of.userId} and id = ${of.brokerId} and sealed_credentials = ${of.sealed}`);
  return count === 1;
}

function columns(db: Queries) {
  return db`
    user_id as "userId", id as "brokerId", sealed_credentials as sealed, credential_fields as fields`;
}
