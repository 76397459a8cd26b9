/** For tests: another client of the same account at the demo exchange, such as the exchange's own page. */
import type { Exchange } from "ccxt";
import { demoSettings } from "../exchanges/ccxt/demo.ts";
import { openExchange } from "../exchanges/ccxt/open.ts";
import type { RunningDemoExchange } from "../exchanges/demo/server.ts";
import type { ClientKey } from "../exchanges/demo/trading/clients.ts";

/** A limit order, or a stop, on BTC/USDT; `clientOrderId` null = the exchange chooses it. */
export interface OtherOrder {
  readonly clientOrderId: string | null;
  readonly side: "buy" | "sell";
  readonly quantity: string;
  readonly price: string;
  /** It is a stop, which sells or buys at the market when its price is reached. */
  readonly isStop?: boolean;
}

/** Another client. */
export interface OtherClient extends AsyncDisposable {
  /** Places an order; answers the exchange's own name of it. */
  place(order: OtherOrder): Promise<string>;
  cancel(orderId: string): Promise<void>;
}

const SYMBOL = "BTC/USDT";

/** Opens one, with the account's own key. */
export async function elsewhere(running: RunningDemoExchange, key: ClientKey): Promise<OtherClient> {
  const exchange: Exchange = await openExchange({
    id: "binance",
    environment: "live",
    credentials: { apiKey: key.apiKey, secret: key.secret },
    settings: { ...demoSettings(running), rateLimit: 1 },
  });
  return {
    async place({ clientOrderId, side, quantity, price, isStop = false }) {
      const named = clientOrderId === null ? {} : { clientOrderId };
      const [type, at, params] = isStop
        ? ["market", undefined, { ...named, stopLossPrice: Number(price) }] as const
        : ["limit", Number(price), named] as const;
      const placed = await exchange.createOrder(SYMBOL, type, side, Number(quantity), at, params);
      return placed.id!;
    },
    async cancel(orderId) {
      await exchange.cancelOrder(orderId, SYMBOL);
    },
    async [Symbol.asyncDispose]() {
      await exchange.close();
    },
  };
}
