/** What came from elsewhere, for one user: whose an account or an order is comes first, then the desks are asked. */
import { HttpError } from "../fresh/error.ts";
import { brokerOf, orderOf, unknownBroker } from "../own_rows.ts";
import type { ElsewhereServices } from "../trading_services.ts";
import type { Viewer } from "../viewer.ts";
import { answered, ORDER_TIMEOUT, type TradingParts } from "./parts.ts";

const PATIENT = { timeout: ORDER_TIMEOUT } as const;

/** The services of one user. */
export function elsewhereHouse(parts: TradingParts, viewer: Viewer): ElsewhereServices {
  const { db, manualDesk, orderDesk, foreignDesk } = parts;
  return {
    look: async (brokerId) => {
      const { userId } = await brokerOf(db, viewer, brokerId);
      const found = await answered(foreignDesk().ask("GetElsewhere", { userId, brokerId }, PATIENT));
      if (found === null) throw unknownBroker(brokerId);
      return found;
    },
    adoptOrder: async (brokerId, of) => {
      const { userId } = await brokerOf(db, viewer, brokerId);
      return await answered(orderDesk().ask("AdoptOrder", { userId, brokerId, ...of }, PATIENT));
    },
    adoptHolding: async (ticketId, holding) => {
      const { userId } = await brokerOf(db, viewer, holding.brokerId);
      return await answered(manualDesk().ask("AdoptHolding", { userId, ticketId, holding }, PATIENT));
    },
    release: async (brokerId, clientOrderId) => {
      await brokerOf(db, viewer, brokerId);
      const order = await orderOf(db, viewer, clientOrderId);
      const wish = { userId: order.userId, clientOrderId };
      const managed = order.brokerId === brokerId
        ? await answered(manualDesk().ask("ReleaseHolding", wish, PATIENT))
        : { outcome: "unknown" as const };
      if (managed.outcome === "unknown") {
        throw new HttpError(404, `You have adopted no holding "${clientOrderId}" there`);
      }
      return managed;
    },
  };
}
