/** Amounts that nobody counts on: on which market each could be sold, for what, and whether it is enough to be sold at all. */
import type { Broker } from "../../db/brokers.ts";
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import type { ForeignHolding } from "../../domain/foreign.ts";
import type { Market, Symbol } from "../../domain/market.ts";
import { brokenRule, cutToStep } from "../../domain/order_rules.ts";
import { answerOf } from "../answer_of.ts";
import { brokerAt } from "../broker_paths.ts";
import { venueDeskProtocol } from "../venue_desk_protocol.ts";
import type { ForeignContext, ForeignDesk } from "./state.ts";

/** In what holdings are counted, the usual first; these themselves are money, and no holdings. */
const MONEY = ["USDT", "USDC", "USD", "EUR", "FDUSD", "GBP"];
/** A currency without a market in money may have one in these. */
const OTHER_QUOTES = ["BTC", "ETH"];
/** Currencies that are looked at, at most. */
const MOST = 200;
const ANSWER = { timeout: "5s" } as const;
const NOT_NOW = "What a holding is worth is not told now";

/** Of a currency, so much nobody counts on. */
interface Amount {
  readonly currency: string;
  readonly quantity: DecimalText;
  readonly free: DecimalText;
}

/** Those that could be sold, in the steps of their markets. */
export async function holdingsOf(
  desk: ForeignDesk,
  broker: Broker,
  amounts: readonly Amount[],
  ctx: ForeignContext,
): Promise<ForeignHolding[]> {
  const held: [Amount, Market][] = [];
  for (const amount of amounts.filter(({ currency }) => !MONEY.includes(currency)).slice(0, MOST)) {
    const market = await marketOf(desk, broker, amount.currency, ctx);
    if (market) held.push([amount, market]);
  }
  const prices = await pricesOf(desk, broker, held.map(([, { symbol }]) => symbol), ctx);
  return held.flatMap(([amount, market]) => sellable(amount, market, prices[market.symbol] ?? null));
}

/** What is less than the market takes is nobody's concern. */
function sellable({ currency, ...of }: Amount, market: Market, lastPrice: DecimalText | null): ForeignHolding[] {
  const quantity = cutToStep(of.quantity, market.quantityStep);
  const broken = brokenRule({ type: "market", quantity, price: null, stopPrice: null }, market, lastPrice);
  if (broken !== undefined) return [];
  const free = Decimal.min(quantity, of.free).toFixed();
  return [{ currency, symbol: market.symbol, quantity, free, lastPrice }];
}

async function marketOf({ args }: ForeignDesk, broker: Broker, currency: string, ctx: ForeignContext) {
  const quotes = [...MONEY, ...OTHER_QUOTES].filter((quote) => quote !== currency);
  for (const quote of quotes) {
    const symbol = `${currency}/${quote}`;
    const market = await answerOf(
      () => brokerAt(args, broker.id, ctx).ask("GetMarket", { symbol }, ANSWER),
      NOT_NOW,
      ctx,
    );
    if (market) return market;
  }
  return null;
}

async function pricesOf(
  { args }: ForeignDesk,
  { exchange, environment }: Broker,
  symbols: Symbol[],
  ctx: ForeignContext,
): Promise<Readonly<Record<Symbol, DecimalText>>> {
  if (symbols.length === 0) return {};
  const asked = { venue: { exchange, environment }, symbols };
  const ask = () => ctx.whereis(args.venuesPath, venueDeskProtocol).ask("GetPrices", asked, ANSWER);
  const answer = await answerOf(ask, NOT_NOW, ctx);
  return answer?.outcome === "told" ? answer.prices : {};
}
