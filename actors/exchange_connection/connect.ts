/** Makes the connection of an actor: ccxt's class with the actor's clock and chance, telling the actor what it hears. */
import { CcxtConnection } from "../../exchanges/ccxt/connection.ts";
import { demoSettings } from "../../exchanges/ccxt/demo.ts";
import type { ActorContext } from "../runtime/mod.ts";
import type { CcxtConnectionArgs, ccxtConnectionProtocol } from "./ccxt_protocol.ts";
import { DEFAULT_BOOK_LEVELS } from "./shapes.ts";
import type { Subscriptions } from "./subscriptions.ts";

/**
 * Loads the exchange; no network yet.
 * @throws {ExchangeRefused} when ccxt does not know it.
 * @throws {RangeError} for a demo exchange without an address.
 */
export async function connect(
  ctx: ActorContext<typeof ccxtConnectionProtocol>,
  args: CcxtConnectionArgs,
  subscriptions: Subscriptions,
): Promise<CcxtConnection> {
  const { address, environment, credentials } = args;
  const isDemo = args.exchange === "demo";
  if (isDemo && !address) throw new RangeError("Cannot connect to demo: expected the address of a demo exchange");
  const settings = { ...isDemo && address ? demoSettings(address) : {}, ...args.settings };
  const log = (words: string) => ctx.log.debug("ccxt says", { words });
  const id = isDemo ? "binance" : args.exchange;
  const exchange = await args.open({ id, environment, credentials, settings, log });
  return new CcxtConnection({
    exchange,
    ...(isDemo ? { name: "Demo exchange" } : {}),
    clock: ctx.clock,
    random: ctx.random,
    contain: (run) => ctx.contain(run, (error) => ctx.log.debug("ccxt left an error behind", { error: String(error) })),
    levels: () => levelsOf(subscriptions),
    heard: (source, heard) => ctx.self.tell("Heard", { source, heard }),
    failed: (source, failure, retryInMs) => ctx.self.tell("Failed", { source, failure, retryInMs }),
    note: (what, why) => ctx.log.debug(what, { why }),
  });
}

function levelsOf(subscriptions: Subscriptions): number {
  return Math.max(
    0,
    ...subscriptions.of("order_books").map(({ subscription: { limit } }) => limit ?? DEFAULT_BOOK_LEVELS),
  );
}
