/** Makes the connection of an actor: ccxt's class with the actor's clock and chance, telling the actor what it hears. */
import { enterEnvironment } from "../../exchanges/ccxt/broker_hosts.ts";
import { CcxtConnection } from "../../exchanges/ccxt/connection.ts";
import { type DemoAddress, demoSettings, demoUrls } from "../../exchanges/ccxt/demo.ts";
import { shareBudget } from "../../exchanges/ccxt/shared_budget.ts";
import { demoDoorProtocol } from "../demo_exchange_protocol.ts";
import type { ActorContext } from "../runtime/mod.ts";
import type { CcxtConnectionArgs, ccxtConnectionProtocol } from "./ccxt_protocol.ts";
import { DEFAULT_BOOK_LEVELS } from "./shapes.ts";
import type { Subscriptions } from "./subscriptions.ts";

type Context = ActorContext<typeof ccxtConnectionProtocol>;

/**
 * Loads the exchange; no network yet.
 * @throws {ExchangeRefused} when ccxt does not know it, or not this environment of it.
 * @throws {RangeError} for a demo exchange without an address.
 */
export async function connect(
  ctx: Context,
  args: CcxtConnectionArgs,
  subscriptions: Subscriptions,
): Promise<CcxtConnection> {
  const { environment, credentials } = args;
  const isDemo = args.exchange === "demo";
  const settings = { ...isDemo ? demoSettings(await demoAddress(ctx, args)) : {}, ...args.settings };
  const log = (words: string) => ctx.log.debug("ccxt says", { words });
  const id = isDemo ? "binance" : args.exchange;
  const exchange = await args.open({ id, environment: "live", credentials, settings, log });
  // the demo exchange has no other world: its address stands where a live one would
  if (!isDemo && environment !== "live") enterEnvironment(exchange, environment);
  shareBudget(exchange, ctx.clock);
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

/** Where the demo exchange is. @throws {AskError} while the actor that knows it does not answer. */
async function demoAddress(ctx: Context, { address, addressPath }: CcxtConnectionArgs): Promise<DemoAddress> {
  if (address) return address;
  if (addressPath === undefined) {
    throw new RangeError("Cannot connect to demo: expected the address of a demo exchange");
  }
  return await ctx.whereis(addressPath, demoDoorProtocol).ask("GetAddress", undefined);
}

/** Looks where the demo exchange is now: it may have come back somewhere else. */
export function followAddress(ctx: Context, args: CcxtConnectionArgs, connection: CcxtConnection): void {
  if (args.exchange !== "demo" || args.addressPath === undefined) return;
  demoAddress(ctx, args).then(
    (address) => connection.moveTo(demoUrls(address)),
    (error: unknown) => ctx.log.debug("The demo exchange does not say where it is", { why: String(error) }),
  );
}

function levelsOf(subscriptions: Subscriptions): number {
  return Math.max(
    0,
    ...subscriptions.of("order_books").map(({ subscription: { limit } }) => limit ?? DEFAULT_BOOK_LEVELS),
  );
}
