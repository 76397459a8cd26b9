/** What the trading page is given: by the server that renders it, and by the endpoints that tell it anew. */
import type { Market } from "../../../domain/market.ts";
import type { MarketView } from "../../../domain/market_view.ts";
import type { Order } from "../../../domain/order.ts";
import type { OrderExits } from "../../../domain/ticket.ts";
import type { AccountFill, OrderPage } from "../../trading_services.ts";

/** Orders of a page of the log. */
export const ATTEMPTS_SHOWN = 15;
/** Open orders that are shown; more than an exchange usually allows. */
export const OPEN_SHOWN = 200;
/** Executions that are shown. */
export const FILLS_SHOWN = 15;
/** Symbols of a page. */
export const SYMBOLS_SHOWN = 20;

/** Orders, exits and executions of an account. */
export interface AccountView {
  readonly open: readonly Order[];
  readonly attempts: OrderPage;
  readonly exits: readonly OrderExits[];
  readonly fills: readonly AccountFill[];
}

/** One market: its rules, where it is told live, and what is known of it now. */
export interface MarketFacts {
  readonly market: Market;
  readonly channel: string;
  /** Null until something was heard. */
  readonly view: MarketView | null;
}
