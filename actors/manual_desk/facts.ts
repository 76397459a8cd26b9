/** What a ticket is judged by: its broker, its market, the last price, and what is free. */
import { type Broker, brokersOf } from "../../db/brokers.ts";
import type { Market, Symbol } from "../../domain/market.ts";
import type { TicketFacts } from "../../domain/ticket_rules.ts";
import { answerOf } from "../answer_of.ts";
import { brokerAt } from "../broker_paths.ts";
import type { AccountPicture, Balance } from "../broker_protocol.ts";
import { lastPriceOf } from "../last_price.ts";
import { AskError } from "../runtime/mod.ts";
import type { ManualContext, ManualDesk } from "./state.ts";

/** A page waits for the verdict: what takes longer is not known now. */
const ANSWER = { timeout: "3s" } as const;
/** An exchange may take its time to say what stands in the account. */
const PATIENT = { timeout: "15s" } as const;
/** A balance may be so old, ms: who types changes the ticket with every key. */
const BALANCE_MS = 5_000;

/** A user's broker; undefined = he has none of this id. */
export async function findBroker({ args }: ManualDesk, userId: string, brokerId: string): Promise<Broker | undefined> {
  return (await brokersOf(args.db, userId)).find(({ id }) => id === brokerId);
}

/** What is known of a market at a broker but for what is free there, or in words why it cannot be traded there now. */
export async function factsOf(
  desk: ManualDesk,
  broker: Broker,
  symbol: Symbol,
  ctx: ManualContext,
): Promise<TicketFacts | string> {
  const ref = brokerAt(desk.args, broker.id, ctx);
  try {
    const [abilities, market, lastPrice] = await Promise.all([
      ref.ask("GetAbilities", undefined, ANSWER),
      ref.ask("GetMarket", { symbol }, ANSWER),
      lastPriceOf({ venuesPath: desk.args.venuesPath, venue: broker, symbol }, ctx),
    ]);
    if (!market) return `${symbol} is not traded at ${broker.name}, or it does not answer`;
    return { abilities, market, lastPrice, free: null };
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    return `${broker.name} does not answer (${error.detail}); nothing was sent`;
  }
}

/** What is free of a market's currencies; null = it is not known now. */
export async function freeOf(
  desk: ManualDesk,
  broker: Broker,
  { base, quote }: Market,
  ctx: ManualContext,
): Promise<TicketFacts["free"]> {
  const balances = await balancesOf(desk, broker, ctx);
  const amount = (currency: string) => balances?.find((balance) => balance.currency === currency)?.free ?? "0";
  return balances && { base: amount(base), quote: amount(quote) };
}

async function balancesOf(desk: ManualDesk, { id }: Broker, ctx: ManualContext): Promise<readonly Balance[] | null> {
  const known = desk.balances.get(id);
  const atMs = ctx.clock.elapsed();
  if (known && atMs - known.atMs < BALANCE_MS) return known.balances;
  const ask = () => brokerAt(desk.args, id, ctx).ask("GetBalances", undefined, ANSWER);
  const balances = await answerOf(ask, "The balances are not told", ctx);
  if (balances) desk.balances.set(id, { atMs, balances });
  return balances;
}

/** What stands in an account, of open orders those of this market at least; null = it is not told now. */
export function pictureOf(
  { args }: ManualDesk,
  { brokerId, symbol }: { readonly brokerId: string; readonly symbol: Symbol },
  ctx: ManualContext,
): Promise<AccountPicture | null> {
  const ask = () => brokerAt(args, brokerId, ctx).ask("GetForeign", { symbols: [symbol] }, PATIENT);
  return answerOf(ask, "It is not told what stands in an account", ctx);
}
