/** What the API needs of the house for one user. */
import type { BrokerServices } from "../broker_services.ts";
import { HttpError } from "../fresh/error.ts";
import type { Services } from "../services.ts";
import type { TradingServices } from "../trading_services.ts";

/** What the API needs of the house for one user: the services that pages use. */
export type ApiServices = Services & { readonly brokers: BrokerServices; readonly trading: TradingServices };

/** @throws {HttpError} 503, once a service is asked for that this house does not offer. */
export function apiServices(services: Services): ApiServices {
  const offered = services as Partial<ApiServices>;
  return {
    ...services,
    get brokers() {
      return offered.brokers ?? missing("brokers");
    },
    get trading() {
      return offered.trading ?? missing("trading");
    },
  };
}

function missing(name: string): never {
  throw new HttpError(503, `This house does not offer ${name}`);
}
