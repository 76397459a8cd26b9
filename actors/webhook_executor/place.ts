/** Where a signal trades: its broker, and its market there. */
import { type Broker, brokersOf } from "../../db/brokers.ts";
import { symbolsSpelled } from "../../db/symbols.ts";
import { webhookOf } from "../../db/webhooks.ts";
import type { Market } from "../../domain/market.ts";
import { symbol } from "../../domain/market.ts";
import { venueId } from "../../domain/venue.ts";
import type { WebhookCall } from "../../domain/webhook/call.ts";
import type { WebhookSignal } from "../../domain/webhook/signal.ts";
import { brokerAt } from "../broker_paths.ts";
import { ANSWER, type ExecutorContext, Impossible, NotNow, type WebhookExecutor } from "./state.ts";

/** Where a signal trades. */
export interface TradingPlace {
  readonly broker: Broker;
  readonly market: Market;
}

/** Quote currencies that a chart's spelling may end in, where the venue's symbols are not listed. */
const QUOTES = ["USDT", "USDC", "FDUSD", "USD", "EUR", "BTC", "ETH", "BNB"];

/**
 * @throws {Impossible} where there is no such broker or market. @throws {NotNow} where the venue lists the market and does not
 * tell it. @throws {AskError} where the broker does not answer.
 */
export async function placeOf(
  executor: WebhookExecutor,
  call: WebhookCall,
  signal: WebhookSignal,
  ctx: ExecutorContext,
): Promise<TradingPlace> {
  const broker = await brokerOf(executor, call, signal);
  const listed = await symbolsSpelled(executor.args.db, venueId(broker), signal.symbol);
  const names = listed.length > 0 ? listed : readingsOf(signal.symbol);
  const ref = brokerAt(executor.args, broker.id, ctx);
  const told = await Promise.all(names.map((symbol) => ref.ask("GetMarket", { symbol }, ANSWER)));
  const [market, ...more] = told.filter((one) => one !== null);
  if (!market && listed.length > 0) throw new NotNow(`${broker.name} does not tell ${listed.join(", ")} now`);
  if (!market) {
    throw new Impossible(`symbol is "${signal.symbol}", expected one that is traded at ${broker.name}`);
  }
  if (more.length > 0) {
    const all = [market, ...more].map(({ symbol }) => symbol).join(", ");
    throw new Impossible(`symbol is "${signal.symbol}", which may be ${all}: expected one of them`);
  }
  return { broker, market };
}

async function brokerOf(
  { args }: WebhookExecutor,
  { userId, webhookId }: WebhookCall,
  { broker: name }: WebhookSignal,
): Promise<Broker> {
  const webhook = await webhookOf(args.db, userId, webhookId);
  if (!webhook) throw new Impossible("its webhook was revoked");
  const brokers = await brokersOf(args.db, userId);
  const found = brokers.find((one) => name === null ? one.id === webhook.brokerId : isNamed(one, name));
  if (found) return found;
  const names = brokers.map((one) => one.name).join(", ");
  throw new Impossible(
    name === null ? "the broker of its webhook was removed" : `broker is "${name}", expected one of: ${names}`,
  );
}

function isNamed({ id, name }: Broker, text: string): boolean {
  return name.toLowerCase() === text.toLowerCase() || id === text;
}

/** A venue lists its markets; where the list is not loaded, the ways in which the text can be read are tried. */
function readingsOf(text: string): string[] {
  const spelled = text.toUpperCase();
  const read = spelled.includes("/")
    ? [spelled]
    : QUOTES.filter((quote) => spelled.endsWith(quote) && spelled.length > quote.length).map((quote) =>
      `${spelled.slice(0, -quote.length)}/${quote}`
    );
  return read.filter((name) => symbol.safeParse(name).success);
}
