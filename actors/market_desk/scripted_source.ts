/** A feed for tests of the market desk: an exchange that is a list of minutes, and a log of what the desk has said. */
import { z } from "zod";
import type { Candle } from "../../domain/candle.ts";
import type { Symbol } from "../../domain/market.ts";
import { paperMarket } from "../../exchanges/paper/paper_markets.ts";
import { marketFollowerProtocol, marketSourceProtocol, pastListenerProtocol } from "../market_desk_protocol.ts";
import { defineActor } from "../runtime/mod.ts";

/** What the exchange has and does; handed in, so that a test sees and changes it. */
export interface ScriptedSource {
  /** Minutes by market, oldest first. A market without an entry does not exist. */
  readonly minutes: Map<Symbol, Candle[]>;
  /** `+BTC/USDT` = to be followed, `-` = no longer, `<` = a page of its past is asked for; by whom, and what. */
  readonly log: string[];
  /** How the next pages fail; null = one is never answered. */
  readonly failures: (string | null)[];
}

const args = z.object({ name: z.string(), source: z.custom<ScriptedSource>() });
type State = z.infer<typeof args>;

export default defineActor({
  protocol: { ...marketFollowerProtocol, ...marketSourceProtocol },
  args,
  init: (_ctx, args): State => args,
  on: {
    Follow: ({ name, source }, { symbol }) => void source.log.push(`${name} +${symbol}`),
    Unfollow: ({ name, source }, { symbol }) => void source.log.push(`${name} -${symbol}`),
    GetMarket: ({ source }, { symbol }) => source.minutes.has(symbol) ? paperMarket(symbol) : null,
    FetchPast({ name, source }, { replyTo, ...wish }, ctx) {
      source.log.push(`${name} <${wish.symbol}`);
      const why = source.failures.length > 0 ? source.failures.shift()! : undefined;
      if (why === null) return;
      const between = (source.minutes.get(wish.symbol) ?? [])
        .filter(({ openMs }) => openMs >= wish.fromMs && openMs < wish.toMs).slice(0, 1_000);
      const page = why === undefined ? { candles: between, why: null } : { candles: [], why };
      ctx.whereis(replyTo, pastListenerProtocol).tell("PastFetched", { ...wish, ...page, retryAfterMs: null });
    },
  },
});
