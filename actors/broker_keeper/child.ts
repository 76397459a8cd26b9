/** How the actor of a broker is started. */
import type { Environment } from "../../domain/venue.ts";
import { ccxtBrokerProtocol } from "../ccxt_broker/protocol.ts";
import { exchangePlace } from "../exchange_place.ts";
import type { ChildSpec } from "../runtime/mod.ts";

/** An account at an exchange. Never logged. */
export interface Account {
  /** ccxt's id of the exchange, or `demo`. */
  readonly exchange: string;
  readonly environment: Environment;
  readonly credentials: Readonly<Record<string, string>>;
}

/**
 * A broker's actor in the worker of its exchange, where all its accounts share one copy of ccxt's class and one rate limit. It
 * is not restarted by its supervisor: one that cannot live must not take the others down, and the keeper knows what to wait for.
 */
export function brokerChild(
  id: string,
  { exchange, environment, credentials }: Account,
  { demoPath, listens }: { readonly demoPath: string; readonly listens: boolean },
): ChildSpec<typeof ccxtBrokerProtocol> {
  return {
    id,
    module: import.meta.resolve("../ccxt_broker.actor.ts"),
    protocol: ccxtBrokerProtocol,
    ...exchangePlace(exchange),
    restart: "temporary",
    args: { brokerId: id, exchange, environment, credentials, demoPath, listens },
  };
}
