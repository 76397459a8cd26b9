/** The credentials of a broker, opened; the only place where actors do so. */
import { findCredentials } from "../../db/broker_credentials.ts";
import type { Broker } from "../../db/brokers.ts";
import type { Context, Keeper } from "./state.ts";

/** Empty where none are stored; null where what is stored cannot be opened. */
export async function credentialsOf(
  { db, openCredentials }: Keeper["args"],
  { id, userId }: Broker,
  ctx: Context,
): Promise<Record<string, string> | null> {
  const stored = await findCredentials(db, userId, id);
  if (!stored) return {};
  try {
    return openCredentials(stored);
  } catch (error) {
    const why = error instanceof Error ? error.message : "";
    ctx.log.error("Cannot open a broker's credentials", { brokerId: id, why });
    return null;
  }
}
