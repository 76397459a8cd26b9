/** A broker as pages show it. */
import { offeredExchanges } from "../actors/exchange_catalog.ts";
import { type Broker, dependentsOf } from "../db/brokers.ts";
import type { Queries } from "../db/db.ts";
import { keyNames } from "./broker_keys.ts";
import type { BrokerStatus, BrokerView } from "./broker_services.ts";

/** What is shown of a broker: its keys by their names alone. */
export async function viewOf(
  db: Queries,
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

/** The exchange's name for the eye. */
export function exchangeName(id: string): string {
  return id === "paper" ? "Paper" : NAMES.get(id) ?? id;
}
