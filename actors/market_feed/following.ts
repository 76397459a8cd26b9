/** Which markets are followed: the configured ones, and those that the market desk asks for. */
import { backoffMs } from "../../domain/backoff.ts";
import type { Symbol } from "../../domain/market.ts";
import { marketDeskProtocol } from "../market_desk_protocol.ts";
import { askRules } from "./market_rules.ts";
import { type FeedContext, type FeedState, messageOf, newFollowed } from "./state.ts";
import { tellStatus } from "./status.ts";

/** Follows these markets; those that are followed already stay as they are. */
export function follow(state: FeedState, symbols: readonly Symbol[], { random }: FeedContext): void {
  const fresh = symbols.filter((symbol) => !state.followed.has(symbol));
  for (const symbol of fresh) state.followed.set(symbol, newFollowed(symbol, random()));
  state.venue.follow(fresh);
}

/** The same for one that the desk asks for. */
export function followWanted(state: FeedState, symbol: Symbol, ctx: FeedContext): void {
  if (state.followed.has(symbol)) return;
  ctx.log.info("Follows a market that is wanted", { symbol });
  follow(state, [symbol], ctx);
  askRules(state, [symbol], ctx);
  tellStatus(state, ctx);
}

/** Follows it no more. The configured markets stay. */
export function unfollow(state: FeedState, symbol: Symbol, ctx: FeedContext): void {
  if (state.args.symbols.includes(symbol) || !state.followed.delete(symbol)) return;
  ctx.log.info("Follows a market no more", { symbol });
  state.venue.unfollow(symbol);
  state.audit.forget(symbol);
  tellStatus(state, ctx);
}

/** Asks the desk, if there is one, which markets are wanted; again until it answers. */
export function fetchWanted({ args, life }: FeedState, attempt: number, ctx: FeedContext): void {
  if (args.deskPath === undefined) return;
  const { signal, self } = ctx;
  ctx.whereis(args.deskPath, marketDeskProtocol).ask("GetWantedSymbols", undefined, { signal }).then(
    (symbols) => self.tell("WantedFetched", { life, symbols }),
    (error) => {
      if (signal.aborted) return;
      ctx.log.debug("The market desk does not answer", { why: messageOf(error) });
      ctx.after(backoffMs(attempt, ctx.random()), "FetchWanted", { life, attempt: attempt + 1 });
    },
  );
}
