/** Table `brokers`: the users' accounts at exchanges, the paper ones among them. */
import { z } from "zod";
import { decimalText } from "../domain/decimal.ts";
import type { Queries } from "./db.ts";

/** A user's account at an exchange. */
export const broker = z.object({
  id: z.string(),
  userId: z.string(),
  /** Unique among the user's. */
  name: z.string().min(1),
  /** `paper`, `demo`, or the exchange's id. */
  exchange: z.string(),
  description: z.string(),
  environment: z.enum(["live", "testnet", "demo"]),
  /** At most one of a user's. */
  isDefault: z.boolean(),
  /** What a paper account starts with, by currency; empty for all others. */
  paperBalances: z.record(z.string(), decimalText),
  createdMs: z.int(),
});
/** A user's account at an exchange. */
export type Broker = z.infer<typeof broker>;

/** The user's broker of that name, made as given where there is none; one that exists stays as it is. */
export async function ensureBroker(db: Queries, of: Omit<Broker, "id" | "createdMs">): Promise<Broker> {
  const wanted = broker.omit({ id: true, createdMs: true }).parse(of);
  await db`
    insert into brokers (user_id, name, exchange, description, environment, is_default, paper_balances)
    values (${wanted.userId}, ${wanted.name}, ${wanted.exchange}, ${wanted.description}, ${wanted.environment},
      ${wanted.isDefault}, ${db.json(wanted.paperBalances)})
    on conflict (user_id, name) do nothing`;
  const found = (await brokersOf(db, wanted.userId)).find(({ name }) => name === wanted.name);
  if (!found) throw new Error(`Cannot find broker "${wanted.name}" that was just stored: somebody removed it`);
  return found;
}

/** A user's brokers, the default one first, then by name. */
export async function brokersOf(db: Queries, userId: string): Promise<Broker[]> {
  return z.array(broker).parse(
    await db`
      select id, user_id as "userId", name, exchange, description, environment, is_default as "isDefault",
        paper_balances as "paperBalances", created_at as "createdMs"
      from brokers where user_id = ${userId} order by is_default desc, name`,
  );
}
