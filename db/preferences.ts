/** What users prefer: columns of `users`, and which of their `brokers` is the default one. */
import { z } from "zod";
import { isTimeZone, NO_ZONE, UTC } from "../domain/time_zone.ts";
import type { Db, Queries } from "./db.ts";

/** What a user prefers. */
export const preferences = z.object({
  theme: z.enum(["dark", "light"]),
  /** Null = not chosen: the platform's. */
  language: z.enum(["fr", "en"]).nullable(),
  /** An IANA zone such as `Europe/Paris`, or `UTC`: every date shown to the user follows it. */
  timeZone: z.string().refine(isTimeZone, NO_ZONE),
  /** Null = none. */
  defaultBrokerId: z.uuid().nullable(),
});
/** What a user prefers. */
export type Preferences = z.infer<typeof preferences>;

/** As it is read: a zone that this runtime does not know, as after a change of machine, is UTC. */
const stored = preferences.extend({ timeZone: preferences.shape.timeZone.catch(UTC) });

/** What a user prefers, or undefined where there is no such user. */
export async function preferencesOf(db: Queries, userId: string): Promise<Preferences | undefined> {
  const [row] = await db`
    select theme, language, time_zone as "timeZone",
      (select id from brokers where user_id = users.id and is_default) as "defaultBrokerId"
    from users where id = ${userId}`;
  return row && stored.parse(row);
}

/**
 * Stores what is given, all or nothing, and leaves the rest.
 * @throws {z.ZodError} for a value that is none.
 * @throws {Error} when there is no such user, or the broker is not theirs.
 */
export async function savePreferences(db: Db, userId: string, changes: Partial<Preferences>): Promise<void> {
  const { defaultBrokerId, theme = null, timeZone = null, ...rest } = preferences.partial().parse(changes);
  const language = rest.language ?? null;
  await db.begin(async (tx) => {
    const { count } = await tx`
      update users set theme = coalesce(${theme}, theme), time_zone = coalesce(${timeZone}, time_zone),
        language = case when ${rest.language === undefined} then language else ${language} end
      where id = ${userId}`;
    if (count === 0) throw new Error(`Cannot store preferences: there is no user "${userId}"`);
    if (defaultBrokerId !== undefined) await setDefaultBroker(tx, userId, defaultBrokerId);
  });
}

/** Two statements, since there is never more than one default. */
async function setDefaultBroker(tx: Queries, userId: string, brokerId: string | null): Promise<void> {
  await tx`
    update brokers set is_default = false
    where user_id = ${userId} and is_default and id is distinct from ${brokerId}`;
  if (brokerId === null) return;
  const { count } = await tx`update brokers set is_default = true where user_id = ${userId} and id = ${brokerId}`;
  if (count === 0) throw new Error(`Cannot prefer broker "${brokerId}": user "${userId}" has no such broker`);
}
