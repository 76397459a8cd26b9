/** One market's prints: what follows from a step of their sequence, and what is asked of REST for it. */
import { backoffMs } from "../../domain/backoff.ts";
import { ExchangeUnavailable } from "../../domain/exchange_error.ts";
import { trades } from "../topics.ts";
import { type FeedContext, type FeedState, type Followed, messageOf } from "./state.ts";
import type { PrintsPage, TradeStep } from "./trade_sequence.ts";

/** Does what follows from a step. */
export function actOnPrints(state: FeedState, market: Followed, step: TradeStep, ctx: FeedContext): void {
  const { symbol } = market;
  for (const { trade, firstId, lastId } of step.tell) {
    market.open.hearTrade(trade, firstId, lastId);
    ctx.publish(trades.key(symbol), { trade });
  }
  if (step.notes.length > 0) state.audit.note({ symbol, timeframe: null }, step.notes);
  if (step.fetch === "now") fetchPrints(state, market, ctx);
  else if (step.fetch === "soon") fetchPrintsLater(market, null, ctx);
}

/** Asks without keeping the mailbox waiting; the page comes as a message. */
export function fetchPrints({ venue }: FeedState, { life, symbol, prints }: Followed, ctx: FeedContext): void {
  const { repair, lastId } = prints;
  const { signal, self } = ctx;
  const fetch = async () => await venue.rest.aggTradesFrom(symbol, lastId + 1, signal);
  fetch().then(
    (page) => self.tell("PrintsFetched", { life, symbol, repair, page }),
    (error) => {
      if (signal.aborted) return;
      const retryAfterMs = error instanceof ExchangeUnavailable ? error.retryAfterMs : null;
      self.tell("PrintsFailed", { life, symbol, repair, why: messageOf(error), retryAfterMs });
    },
  );
}

/** Asks again after a wait that grows. */
export function fetchPrintsLater(
  { life, symbol, prints, attempts }: Followed,
  retryAfterMs: number | null,
  ctx: FeedContext,
): void {
  const waitMs = Math.max(retryAfterMs ?? 0, backoffMs(attempts.prints++, ctx.random()));
  ctx.after(waitMs, "FetchPrints", { life, symbol, repair: prints.repair });
}

/** A page has come. */
export function printsFetched(
  state: FeedState,
  market: Followed,
  { repair, page }: { readonly repair: number; readonly page: PrintsPage },
  ctx: FeedContext,
): void {
  if (page.trades.length > 0) market.attempts.prints = 0;
  state.status.fetched();
  actOnPrints(state, market, market.prints.hearPage(repair, page), ctx);
}
