/** What an account is worth now. */
import type { BalanceSnapshot } from "../../db/balance_snapshots.ts";
import { lastBalanceSnapshot } from "../../db/balance_snapshots.ts";
import type { Broker } from "../../db/brokers.ts";
import { quotesOf } from "../../db/symbols.ts";
import { BRIDGES, bridgeSymbols, directSymbols, type Prices, rowsOf, totalOf } from "../../domain/valuation.ts";
import { type Venue, venueId } from "../../domain/venue.ts";
import type { Balance } from "../broker_protocol.ts";
import { brokerAt } from "../broker_paths.ts";
import { type ActorContext, AskError } from "../runtime/mod.ts";
import { VENUE_PATIENCE, venueDeskProtocol } from "../venue_desk_protocol.ts";
import type { Bookkeeper } from "./state.ts";

/** As many symbols as the venue desk takes at once. */
const AT_ONCE = 500;
const BALANCES_TIMEOUT = "15s";

type Worth = Pick<BalanceSnapshot, "quote" | "valueQuote">;
type Args = Bookkeeper["args"];

/**
 * Always in the currency of the last time, so that it can be compared. Null where the account tells nothing, or no prices are
 * told: that is not the same as being worth nothing.
 */
export async function valueOf(args: Args, broker: Broker, ctx: ActorContext): Promise<Worth | null> {
  try {
    const balances = await brokerAt(args, broker.id, ctx).ask("GetBalances", undefined, { timeout: BALANCES_TIMEOUT });
    const held = balances.filter(({ free, used }) => Number(free) !== 0 || Number(used) !== 0);
    if (held.length === 0) return null;
    const quote = (await lastBalanceSnapshot(args.db, broker.id))?.quote ?? await usualQuote(args, broker, held);
    const prices = await pricesOf(args, broker, held.map(({ currency }) => currency), quote, ctx);
    return prices && { quote, valueQuote: totalOf(rowsOf(held, quote, prices)) };
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    ctx.log.debug("An account cannot be valued now", { brokerId: broker.id, why: error.message });
    return null;
  }
}

/** A currency of the account that most others have a market with; else the venue's most common one. */
async function usualQuote({ db }: Args, broker: Broker, held: readonly Balance[]): Promise<string> {
  const bridge = BRIDGES.find((one) => held.some(({ currency }) => currency === one));
  return bridge ?? (await quotesOf(db, venueId(broker)))[0] ?? "USDT";
}

/** In one step or in two; null where the venue does not tell. */
async function pricesOf(
  { venuesPath }: Args,
  { exchange, environment }: Broker,
  currencies: readonly string[],
  quote: string,
  ctx: ActorContext,
): Promise<Prices | null> {
  const symbols = [...new Set([...directSymbols(currencies, quote), ...bridgeSymbols(currencies, quote)])];
  const venue: Venue = { exchange, environment };
  const desk = ctx.whereis(venuesPath, venueDeskProtocol);
  let prices: Prices = {};
  for (let from = 0; from < symbols.length; from += AT_ONCE) {
    const asked = { venue, symbols: symbols.slice(from, from + AT_ONCE) };
    const answer = await desk.ask("GetPrices", asked, { timeout: VENUE_PATIENCE });
    if (answer.outcome === "failed") return null;
    prices = { ...prices, ...answer.prices };
  }
  return prices;
}
