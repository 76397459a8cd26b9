/**
 * The demo exchange: a server that speaks Binance Spot's protocol, fed from recorded markets.
 * Holds: the sockets, the order books, the exchange's clock, its clients with what they own and their orders.
 * **Hears** questions for its address, its state and its faults, `OpenAccount`, and `SetChaos`.
 * **Tells** nobody; its clients connect by HTTP and WebSocket like those of any exchange.
 * **On restart** it goes on with the same timeline at the same port, as its state file remembers, and with the clients and
 * orders of its trading file; its books are made anew.
 */
import { z } from "zod";
import { type RunningDemoExchange, startDemoExchange } from "../exchanges/demo/server.ts";
import { openFundedAccount } from "../exchanges/demo/trading/funded_account.ts";
import { demoExchangeProtocol } from "./demo_exchange_protocol.ts";
import { defineActor } from "./runtime/mod.ts";

export { demoExchangeProtocol };

const demoExchangeArgs = z.object({
  /** 0 = the port of the last run where it is known and free, else one from the system. */
  port: z.int().min(0).max(65_535),
  /** Recordings; none = the shipped ones. */
  klines: z.array(z.string()),
  speed: z.number().positive(),
  seed: z.int(),
  /** File that keeps the timeline over restarts; null = each start begins anew. */
  statePath: z.string().nullable(),
  /** File that keeps clients, their balances and orders; null = each start begins without. */
  tradingPath: z.string().nullable(),
});

export default defineActor({
  protocol: demoExchangeProtocol,
  args: demoExchangeArgs,
  async init(ctx, { klines, ...options }): Promise<RunningDemoExchange> {
    const running = await startDemoExchange(klines.length === 0 ? options : { ...options, klines });
    ctx.log.info("The demo exchange listens", { restUrl: running.restUrl, speed: options.speed });
    return running;
  },
  on: {
    GetAddress: ({ restUrl, wsUrl }) => ({ restUrl, wsUrl }),
    OpenAccount({ exchange }, { name }) {
      const { apiKey, secret } = openFundedAccount(exchange, `${name} ${crypto.randomUUID()}`);
      return { apiKey, secret };
    },
    SetChaos(running, { plan }, ctx) {
      running.setChaos(plan);
      ctx.log.warn(plan === null ? "The demo exchange behaves again" : "The demo exchange misbehaves on purpose", {
        seed: plan?.seed,
      });
    },
    GetFaults: ({ exchange }) => ({ counts: { ...exchange.chaos.log.counts() } }),
    GetState: ({ exchange, clock, connections }) => ({
      exchangeMs: clock.now(),
      speed: clock.speed,
      symbols: exchange.markets.map((market) => market.id),
      connections: connections(),
      streams: exchange.hub.size,
    }),
  },
  async terminate(running) {
    await running.close();
  },
});
