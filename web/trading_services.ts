/** What the house offers to a user who trades by hand. */
import type { Adoption } from "../actors/broker_protocol.ts";
import type { AdoptedTicket, Managed } from "../actors/manual_desk_protocol.ts";
import type { MarketView } from "../actors/venue_desk_protocol.ts";
import type { AccountFill, OrderPage, OrderPageQuery } from "../db/orders.ts";
import type { SymbolPage, SymbolQuery } from "../db/symbols.ts";
import type { Candle } from "../domain/candle.ts";
import type { DecimalText } from "../domain/decimal.ts";
import type { ExchangeFailure } from "../domain/exchange_failure.ts";
import type { ExitName } from "../domain/exit_watch.ts";
import type { Elsewhere, HoldingToAdopt } from "../domain/foreign.ts";
import type { Market, Symbol } from "../domain/market.ts";
import type { OrderExits, PlacedTicket, Ticket, TicketVerdict } from "../domain/ticket.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import type { PortfolioRow } from "../domain/valuation.ts";
import type { Environment } from "../domain/venue.ts";

import type { TimelineStep } from "./bot_services.ts";

export type { AccountFill, OrderPage, PortfolioRow, SymbolPage, SymbolQuery };

/** An account that can be traded with. */
export interface AccountChoice {
  readonly id: string;
  readonly name: string;
  readonly exchange: string;
  /** The exchange's name for the eye. */
  readonly exchangeName: string;
  readonly environment: Environment;
  readonly isDefault: boolean;
}

/** What a broker account holds. */
export interface PortfolioView {
  readonly brokerId: string;
  readonly quote: string;
  /** The most valuable first; what is nothing is left out. */
  readonly rows: readonly PortfolioRow[];
  /** Of the rows that have a value. */
  readonly totalValue: DecimalText;
  /** Currencies without a price in the quote currency. */
  readonly unpriced: readonly string[];
  /** Why balances or prices are missing; null while all is well. */
  readonly failure: ExchangeFailure | null;
}

/** What stands in accounts and came from elsewhere. Each broker id and order id must be the user's own: else {HttpError} 404. */
export interface ElsewhereServices {
  /** Asks the exchange, which may take its time. */
  look(brokerId: string): Promise<Elsewhere>;
  /** By the exchange's own name of it; once. */
  adoptOrder(brokerId: string, of: { readonly symbol: Symbol; readonly orderId: string }): Promise<Adoption>;
  /** The same `ticketId` again answers with the same entry. */
  adoptHolding(ticketId: string, holding: HoldingToAdopt): Promise<AdoptedTicket>;
  release(brokerId: string, clientOrderId: string): Promise<Managed>;
}

/** Trading by hand. Each broker id and order id must be the user's own: else {HttpError} 404. */
export interface TradingServices {
  /** The user's own, the default one first. */
  accounts(): Promise<readonly AccountChoice[]>;
  /** `quote` null = the account's most common one. */
  portfolio(brokerId: string, quote: string | null): Promise<PortfolioView>;
  symbols(brokerId: string, query: SymbolQuery): Promise<SymbolPage>;
  /** The rules of one market. @throws {HttpError} 404 where it is not traded there. */
  market(brokerId: string, symbol: Symbol): Promise<Market>;
  candles(brokerId: string, symbol: Symbol, timeframe: Timeframe, limit: number): Promise<readonly Candle[]>;
  /** The newest price, book and prints; null until something was heard. */
  view(brokerId: string, symbol: Symbol): Promise<MarketView | null>;
  /** The live channel of a market's book, price and prints. */
  channelOf(brokerId: string, symbol: Symbol): Promise<string>;
  check(ticket: Ticket): Promise<TicketVerdict>;
  /** The same `ticketId` again answers with the same order. */
  place(ticketId: string, ticket: Ticket): Promise<PlacedTicket>;
  cancel(clientOrderId: string): Promise<Managed>;
  cancelAll(brokerId: string, symbol: Symbol | null): Promise<readonly Managed[]>;
  /** With `exit` the order is an entry, and its stop or target is moved, whoever keeps it. */
  move(clientOrderId: string, to: DecimalText, exit?: ExitName): Promise<Managed>;
  /** What happened to an order by hand and to all that belongs to it. @throws {HttpError} 409 for an order of a strategy. */
  log(clientOrderId: string): Promise<readonly TimelineStep[]>;
  exits(brokerId: string): Promise<readonly OrderExits[]>;
  readonly elsewhere: ElsewhereServices;
  orders(brokerId: string, query: OrderPageQuery): Promise<OrderPage>;
  /** Executions of the account, newest first. */
  fills(brokerId: string, symbol: Symbol | null, limit: number): Promise<readonly AccountFill[]>;
}
