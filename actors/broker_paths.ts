/** Where the actor of a broker account is. */
import { z } from "zod";
import { brokerProtocol } from "./broker_protocol.ts";
import type { ActorContext, ActorRef } from "./runtime/mod.ts";

/** Paper accounts have actors of their own, all others stand below one supervisor, by their ids. */
export const brokerPaths = z.object({
  /** The actor of each paper account, by the broker's id. */
  paper: z.record(z.string(), z.string()),
  /** Below it each other broker is, under its id. */
  brokersPath: z.string(),
});
/** Where the actors of brokers are. */
export type BrokerPaths = z.infer<typeof brokerPaths>;

/** The path of a broker's actor, whether it runs or not. */
export function pathOfBroker({ paper, brokersPath }: BrokerPaths, brokerId: string): string {
  return paper[brokerId] ?? `${brokersPath}/${brokerId}`;
}

/** The actor of a broker; asking one that does not run fails. */
export function brokerAt(
  paths: BrokerPaths,
  brokerId: string,
  ctx: Pick<ActorContext, "whereis">,
): ActorRef<typeof brokerProtocol> {
  return ctx.whereis(pathOfBroker(paths, brokerId), brokerProtocol);
}
