/**
 * The Broker port: the messages that every broker actor answers (paper today, exchanges through ccxt later).
 *
 * A broker publishes each change of an order on `brokerEvents` under its id, as the venue reports it. Fees are in base or
 * quote currency: where the venue takes a third one, the broker converts it at the price of the moment.
 */
import { z } from "zod";
import { decimalText } from "../domain/decimal.ts";
import { foreignOrder } from "../domain/foreign.ts";
import { market, symbol } from "../domain/market.ts";
import { order, orderEvent, orderRequest } from "../domain/order.ts";
import { environment } from "../domain/venue.ts";

/** Free and locked amount of one currency. */
export const balance = z.object({ currency: z.string(), free: decimalText, used: decimalText });
/** Free and locked amount of one currency. */
export type Balance = z.infer<typeof balance>;

/** What an account's venue can do beside market and limit orders. */
export const abilities = z.object({
  stopLoss: z.boolean(),
  takeProfit: z.boolean(),
  /** Two orders of which one cancels the other. */
  groups: z.boolean(),
  environment,
});
/** What an account's venue can do beside market and limit orders. */
export type Abilities = z.infer<typeof abilities>;

/** What an execution costs on a market, as shares of its value; negative = one is paid for it. */
export const feeRates = z.object({ maker: decimalText, taker: decimalText });

/** A stop and a target of one market, side and quantity, with the same group id: the first to be reached ends the other. */
export const orderGroup = z.object({ orders: z.tuple([orderRequest, orderRequest]) });
/** A stop and a target of which one cancels the other. */
export type OrderGroup = z.infer<typeof orderGroup>;

/** What stands in an account as its venue tells it now, whoever has put it there. */
export const accountPicture = z.object({
  /** Open orders that this broker was never asked about; whether they are in our books it cannot know. */
  orders: z.array(foreignOrder),
  balances: z.array(balance),
});
/** What stands in an account. */
export type AccountPicture = z.infer<typeof accountPicture>;

/** What names an order to its broker. `orderId` = the venue's own name, of an order that was placed elsewhere. */
export const orderName = z.object({ symbol, clientOrderId: z.string(), orderId: z.string().optional() });

/** What a venue says to what it was sent. */
export const placing = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("accepted") }),
  z.object({ outcome: z.literal("refused"), reason: z.string() }),
  z.object({ outcome: z.literal("unknown"), reason: z.string() }),
]);
/** What a venue says to what it was sent. */
export type Placing = z.infer<typeof placing>;

/** What a broker hears. */
export const brokerProtocol = {
  /**
   * Sends an order. `refused` is the venue's word and final; `unknown` means that no answer came: look it up by its
   * client order id, never send it again blindly.
   */
  PlaceOrder: { in: orderRequest, out: placing },
  /**
   * Sends a group at once: both orders stand, or neither. `refused` where the venue has no such groups; of one that is
   * `unknown` both orders are looked up. Cancelling one ends both.
   */
  PlaceGroup: { in: orderGroup, out: placing },
  /** Known without asking the venue. */
  GetAbilities: { out: abilities },
  CancelOrder: {
    in: orderName,
    out: z.object({ canceled: z.boolean(), reason: z.string().nullable() }),
  },
  /**
   * All that the venue reported of one order so far, oldest first; empty = the venue does not know it, null = the venue does
   * not answer.
   */
  GetOrderEvents: { in: orderName, out: z.array(orderEvent).nullable() },
  /** As the venue told them last. */
  GetBalances: { out: z.array(balance) },
  /**
   * Asks the venue what stands in the account; null = it does not answer. Where a venue tells the orders of one market only,
   * those of `symbols` are asked for.
   */
  GetForeign: { in: z.object({ symbols: z.array(symbol) }), out: accountPicture.nullable() },
  /** Null where it is not traded, or the venue does not answer. */
  GetMarket: { in: z.object({ symbol }), out: market.nullable() },
  /** What the venue says that executions cost; null where it does not. */
  GetFees: { in: z.object({ symbol }), out: feeRates.nullable() },
} as const;

/** What came of taking an order over. */
export const adoption = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("adopted"), order }),
  z.object({ outcome: z.literal("refused"), reason: z.string() }),
]);
/** What came of taking an order over. */
export type Adoption = z.infer<typeof adoption>;

const ofBroker = z.object({ brokerId: z.string() });

/** What the order desk hears. */
export const orderDeskProtocol = {
  /** A strategy may order in a moment: what is asked of an order before it is judged is asked now. Answers when it is known. */
  ExpectOrder: {
    in: z.object({
      ...{ userId: z.string(), brokerId: z.string(), symbol, activeStrategyId: z.string() },
      /** It would leave its position. */
      isExit: z.boolean(),
    }),
    out: z.null(),
  },
  /** Stores the intent, sends it, and answers with the order as it then stands (never throws for a denial or refusal). */
  PlaceOrder: { in: orderRequest, out: order },
  /** The same for a group: both intents are stored at once, then both are sent at once. */
  PlaceGroup: { in: orderGroup, out: z.tuple([order, order]) },
  /** Stores an attempt that is not sent, because whoever asks for it has denied it. */
  DenyOrder: { in: z.object({ request: orderRequest, reason: z.string() }), out: order },
  CancelOrder: { in: z.object({ clientOrderId: z.string() }), out: order },
  /**
   * Takes over an order that was placed elsewhere, by the venue's own name of it, once: it is then followed and canceled as
   * those of ours. The account must be the user's.
   */
  AdoptOrder: {
    in: z.object({ userId: z.string(), brokerId: z.string(), symbol, orderId: z.string().min(1) }),
    out: adoption,
  },
  /**
   * Whether strategies may decide on an account: its orders were looked up, and its venue has told what stands in it. Answers
   * at once; what is not known is asked for meanwhile.
   */
  GetReadiness: { in: ofBroker, out: z.object({ ready: z.boolean(), reason: z.string().nullable() }) },
  /** Whether a venue has told what stands in an account; null = it has. */
  AccountSeen: { in: z.object({ brokerId: z.string(), why: z.string().nullable() }) },
  /** A user's orders that may still change, oldest first: with all that were placed before this was asked. */
  GetOpenOrders: { in: z.object({ userId: z.string() }), out: z.array(order) },
  /** What can be done at a broker; null where it does not answer. */
  GetAbilities: { in: z.object({ brokerId: z.string() }), out: abilities.nullable() },
  /** The rules of a market at a broker; null where it is not traded, or the broker is not connected. */
  GetMarket: { in: z.object({ brokerId: z.string(), symbol }), out: market.nullable() },
  /** What executions cost at a broker; null where it does not say, or is not connected. */
  GetFees: { in: z.object({ brokerId: z.string(), symbol }), out: feeRates.nullable() },
  /** Answered when nothing of what it has heard is under way any more. */
  Settle: { out: z.null() },
  BrokerReported: { in: orderEvent },
  /** Looks up every order whose outcome is unknown or still open. */
  Reconcile: {},
} as const;
