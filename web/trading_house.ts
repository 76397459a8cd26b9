/**
 * Trading by hand for one user: whose a broker or an order is comes first, then the desk, the venue or the database is asked.
 */
import { exchangeNameOf } from "../actors/exchange_catalog.ts";
import type { Managed } from "../actors/manual_desk_protocol.ts";
import { marketChannel } from "../actors/live/market_channel.ts";
import type { Broker } from "../db/brokers.ts";
import { fillsPage, orderPage } from "../db/orders.ts";
import { VENUE_PATIENCE } from "../actors/venue_desk_protocol.ts";
import { venueId } from "../domain/venue.ts";
import { HttpError } from "./fresh/error.ts";
import { brokerOf, brokersOfViewer, orderOf, venueOf } from "./own_rows.ts";
import { withinLimits } from "./trading/limits.ts";
import { elsewhereHouse } from "./trading/elsewhere.ts";
import { marketOf, symbolsOf } from "./trading/markets.ts";
import { answered, ORDER_TIMEOUT, type TradingParts } from "./trading/parts.ts";
import { ticketLog } from "./trading/ticket_log.ts";
import { portfolioOf } from "./trading/portfolio.ts";
import type { TradingServices } from "./trading_services.ts";
import type { Viewer } from "./viewer.ts";

/** The services of one user. */
export function tradingHouse(parts: TradingParts, viewer: Viewer): TradingServices {
  const { db, manualDesk, venueDesk } = parts;
  const patient = { timeout: ORDER_TIMEOUT } as const;
  const own = (brokerId: string): Promise<Broker> => brokerOf(db, viewer, brokerId);
  return {
    accounts: async () =>
      (await brokersOfViewer(db, viewer)).map(({ id, name, exchange, environment, isDefault }) => ({
        id,
        name,
        exchange,
        exchangeName: exchangeNameOf(exchange),
        environment,
        isDefault,
      })),
    portfolio: async (brokerId, quote) => await portfolioOf(parts, await own(brokerId), quote),
    symbols: async (brokerId, query) => await symbolsOf(parts, await own(brokerId), query),
    market: async (brokerId, symbol) => await marketOf(parts, await own(brokerId), symbol),
    candles: async (brokerId, symbol, timeframe, limit) => {
      const venue = venueOf(await own(brokerId));
      const answer = await answered(
        venueDesk().ask("GetCandles", { venue, symbol, timeframe, limit }, { timeout: VENUE_PATIENCE }),
      );
      if (answer.outcome === "told") return answer.candles;
      const { kind, exchange, words } = answer.failure;
      throw new HttpError(kind === "BadSymbol" ? 404 : 502, `${exchange}: ${words}`);
    },
    view: async (brokerId, symbol) =>
      await answered(venueDesk().ask("GetView", { venue: venueOf(await own(brokerId)), symbol })),
    channelOf: async (brokerId, symbol) => marketChannel(venueId(venueOf(await own(brokerId))), symbol),
    check: async (ticket) => {
      const { userId } = await own(ticket.brokerId);
      const verdict = await answered(manualDesk().ask("CheckTicket", { userId, ticket }, patient));
      return verdict.verdict === "ok" ? await withinLimits(parts, userId, verdict) : verdict;
    },
    place: async (ticketId, ticket) => {
      const { userId } = await own(ticket.brokerId);
      return await answered(manualDesk().ask("PlaceTicket", { userId, ticketId, ticket }, patient));
    },
    cancel: async (clientOrderId) => {
      const { userId } = await orderOf(db, viewer, clientOrderId);
      return known(await answered(manualDesk().ask("CancelOrder", { userId, clientOrderId }, patient)), clientOrderId);
    },
    cancelAll: async (brokerId, symbol) => {
      const { userId } = await own(brokerId);
      return (await answered(manualDesk().ask("CancelAll", { userId, brokerId, symbol }, patient))).results;
    },
    move: async (clientOrderId, to, exit) => {
      const { userId } = await orderOf(db, viewer, clientOrderId);
      const asked = manualDesk().ask("MoveOrder", { userId, clientOrderId, to, ...exit && { exit } }, patient);
      return known(await answered(asked), clientOrderId);
    },
    log: async (clientOrderId) => await ticketLog(parts, await orderOf(db, viewer, clientOrderId)),
    exits: async (brokerId) => {
      const { userId } = await own(brokerId);
      return await answered(manualDesk().ask("GetExits", { userId, brokerId }));
    },
    elsewhere: elsewhereHouse(parts, viewer),
    orders: async (brokerId, query) => {
      const { userId } = await own(brokerId);
      return await orderPage(db, userId, brokerId, query);
    },
    fills: async (brokerId, symbol, limit) => {
      const { userId } = await own(brokerId);
      return await fillsPage(db, userId, brokerId, symbol, limit);
    },
  };
}

/** @throws {HttpError} 404 where the desk knows no such order of the user. */
function known(managed: Managed, clientOrderId: string): Managed {
  if (managed.outcome === "unknown") throw new HttpError(404, `You have no order "${clientOrderId}"`);
  return managed;
}
