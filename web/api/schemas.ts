/** Shapes of what is asked and answered: those of the domain, and of what services give to pages. */
import { z } from "zod";
import { brokerStatus, trial as keeperTrial } from "../../actors/broker_keeper_protocol.ts";
import { marketView } from "../../actors/venue_desk_protocol.ts";
import { apiToken as storedToken } from "../../db/api_tokens.ts";
import { broker as storedBroker } from "../../db/brokers.ts";
import { candle as oneCandle } from "../../domain/candle.ts";
import { decimalText } from "../../domain/decimal.ts";
import { exchangeFailure } from "../../domain/exchange_failure.ts";
import { feedIncident } from "../../domain/feed_audit.ts";
import { market as oneMarket, symbol } from "../../domain/market.ts";
import { clientOrderId, fill as oneFill, order as oneOrder, orderSide } from "../../domain/order.ts";
import { amount, orderExits, placedTicket, ticket as filledIn, ticketVerdict } from "../../domain/ticket.ts";
import { environment } from "../../domain/venue.ts";

/** Text that people type. The database has no place for the character 0. */
export function text(most: number) {
  return z.string().max(most).regex(/^[^\0]*$/, "expected text without the character 0");
}

/** A whole number of a query, both ends included. */
export function whole(least: number, most: number) {
  return z.coerce.number().int().min(least).max(most);
}

/** The path of what is a broker's. */
export const brokerId = z.strictObject({ brokerId: z.uuid() });
/** The path of what is an order's. */
export const orderId = z.strictObject({
  clientOrderId: clientOrderId.meta({ description: "The order's `clientOrderId`" }),
});
/** The header by which a request that is sent again stays one `what`. */
export function idempotencyKey(what: string) {
  const key = z.uuid().meta({ description: `A UUID of your making; it stands for this one ${what}` });
  return z.object({ "Idempotency-Key": key });
}
/** Which page of a list, from 1. */
export const page = { page: whole(1, 100_000).default(1), pageSize: whole(1, 200).default(50) };

/** An exchange that can be chosen. */
export const exchange = z.object({
  id: z.string(),
  name: z.string(),
  environments: z.array(environment),
  fields: z.array(z.object({ name: z.string(), isSecret: z.boolean() })),
}).meta({ id: "Exchange" });

/** Whose it is goes without saying; of its secrets only the names are told. */
export const broker = z.object({
  ...storedBroker.omit({ userId: true }).shape,
  exchangeName: z.string(),
  credentialFields: z.array(z.string()),
  status: brokerStatus.nullable(),
  dependents: z.object({ activeStrategies: z.int(), openOrders: z.int() }),
}).meta({ id: "Broker" });

/** A broker account as a program fills it in. */
export const brokerForm = z.strictObject({
  name: text(100).min(1),
  exchange: z.string().regex(/^[a-z0-9]{1,40}$/),
  description: text(1_000).default(""),
  environment,
  isDefault: z.boolean().default(false),
  credentials: z.record(z.string().regex(/^[A-Za-z]\w{0,39}$/), text(10_000)).default({}).meta({
    description: "By the exchange's fields. One that is empty or absent keeps what is stored",
  }),
}).meta({ id: "BrokerForm" });

/** What signing in for a look found. */
export const trial = keeperTrial.meta({ id: "Trial" });
/** A broker that passed its test and is stored. */
export const savedBroker = z.object({ broker, trial });

/** What may be traded, and in which steps. */
export const market = oneMarket.meta({ id: "Market" });
/** A page of an exchange's symbols. */
export const symbolPage = z.object({
  symbols: z.array(market),
  total: z.int(),
  page: z.int(),
  pages: z.int(),
  quotes: z.array(z.string()),
});
/** One candle. */
export const candle = oneCandle.meta({ id: "Candle" });
/** What a market looks like now; null until something was heard. */
export const view = z.object({ view: marketView.nullable() });

/** What a broker account holds. */
export const portfolio = z.object({
  brokerId: z.string(),
  quote: z.string(),
  rows: z.array(z.object({
    currency: z.string(),
    free: decimalText,
    used: decimalText,
    total: decimalText,
    price: decimalText.nullable(),
    value: decimalText.nullable(),
  })),
  totalValue: decimalText,
  unpriced: z.array(z.string()),
  failure: exchangeFailure.nullable(),
}).meta({ id: "Portfolio" });

/** A ticket as a program fills it in: what does not apply may be left out. */
export const ticket = z.strictObject({
  ...filledIn.shape,
  price: amount.nullable().default(null),
  stopLoss: amount.nullable().default(null),
  takeProfit: amount.nullable().default(null),
}).meta({ id: "Ticket" });
/** What would become of a ticket. */
export const verdict = ticketVerdict.meta({ id: "TicketVerdict" });
/** What became of a ticket. */
export const placed = placedTicket.meta({ id: "PlacedTicket" });

/** An order with what became of it. */
export const order = oneOrder.meta({ id: "Order" });
/** A page of orders. */
export const orderPage = z.object({ orders: z.array(order), total: z.int(), page: z.int(), pages: z.int() });
/** What became of each order that was to be canceled. */
export const canceledAll = z.object({
  results: z.array(z.object({
    outcome: z.enum(["done", "refused", "unknown"]),
    reason: z.string().nullable(),
    // Not `nullable()`, of which the document would say that null must be an order, too.
    order: z.union([order, z.null()]),
  })),
});
/** The exits of one order by hand. */
export const exits = orderExits.meta({ id: "OrderExits" });
/** One execution of our own, with the market and side of its order. */
export const fill = z.object({ ...oneFill.shape, symbol, side: orderSide }).meta({ id: "Fill" });

/** An entry of the feed's audit log with its number. */
export const incident = z.object({ id: z.int(), ...feedIncident.shape }).meta({ id: "Incident" });

/** A token as its user sees it: nothing here opens anything. */
export const apiToken = storedToken.omit({ userId: true }).meta({ id: "ApiToken" });
