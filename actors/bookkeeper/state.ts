/** What the bookkeeper hears and holds. */
import { z } from "zod";
import type { Broker } from "../../db/brokers.ts";
import { orderChanged } from "../../domain/order.ts";
import { brokerPaths } from "../broker_paths.ts";
import { databaseArg } from "../database_arg.ts";

/** What the bookkeeper hears. */
export const bookkeeperProtocol = {
  OrderChanged: { in: orderChanged },
  /** Writes down what every account is worth. */
  ValueAll: {},
  /** The same for those with fills since the last time. */
  ValueTraded: {},
  /** Takes the next one that is due. */
  ValueNext: {},
} as const;

/** What it is started with. */
export const bookkeeperArgs = z.object({
  db: databaseArg,
  ...brokerPaths.shape,
  venuesPath: z.string(),
});

/** What it holds. */
export interface Bookkeeper {
  readonly args: z.infer<typeof bookkeeperArgs>;
  /** In this order. The first is not among them any more while it is valued. */
  readonly due: Broker[];
  /** Ids of brokers with fills. */
  readonly traded: Set<string>;
}
