/** A broker as pages show it. */
import { exchangeNameOf } from "../actors/exchange_catalog.ts";
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
    exchangeName: exchangeNameOf(broker.exchange),
    credentialFields,
    status: statuses.find(({ brokerId }) => brokerId === broker.id) ?? null,
    dependents,
  };
}
