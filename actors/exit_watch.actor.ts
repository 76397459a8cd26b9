/**
 * The watch of the exits that a venue cannot hold itself: it stands below whoever leaves by them, so that prints by the
 * hundred never wait before an order.
 * Holds: what it watches for, and when it told last.
 * **Hears** the prints of the platform's own market, or what the venue desk tells of another one.
 * **Tells** its owner that an exit was reached, and whether it sees the market at all.
 * **On restart** it asks for the newest price: what was passed meanwhile is reached at once.
 *
 * A venue tells prints of before, too, when one begins to look at it: those of before the watch began reach nothing.
 */
import type { DecimalText } from "../domain/decimal.ts";
import { reachedExit } from "../domain/exit_watch.ts";
import { type MarketView, marketView } from "../domain/market_view.ts";
import { tradePrinted } from "../domain/trade.ts";
import { venueId } from "../domain/venue.ts";
import { type ExitWatchArgs, exitWatchArgs, exitWatchTellings } from "./exit_watch_protocol.ts";
import { type ActorContext, defineActor } from "./runtime/mod.ts";
import { deskOpened, marketViews, trades, venueDeskOpenings } from "./topics.ts";
import { lastPriceOf } from "./last_price.ts";
import { venueDeskProtocol } from "./venue_desk_protocol.ts";

const exitWatchProtocol = {
  TradePrinted: { in: tradePrinted },
  ViewTold: { in: marketView },
  VenuesOpened: { in: deskOpened },
  /** Asks for the newest price (again). */
  AskPrice: {},
} as const;

interface Watch {
  readonly args: ExitWatchArgs;
  sees: boolean;
  toldMs: number;
  /** When it began, UTC ms by our clock. */
  readonly beganMs: number;
  /** Prints of before this reach nothing, UTC ms by its venue's clock; null = it has not told any yet. */
  sinceMs: number | null;
}

type Context = ActorContext<typeof exitWatchProtocol>;

/** What is reached is told again after this, ms: its owner may not have been able to sell. */
const TELL_AGAIN_MS = 1_000;
/** A venue that does not tell its price is asked again after this. */
const ASK_AGAIN = "5s";

export default defineActor({
  protocol: exitWatchProtocol,
  args: exitWatchArgs,
  init(ctx, args): Watch {
    const watch: Watch = { args, sees: false, toldMs: -Infinity, beganMs: ctx.clock.now(), sinceMs: null };
    if (args.venue === null || args.venuesPath === null) {
      ctx.subscribe(trades.key(args.symbol), "TradePrinted");
      see(watch, true, ctx);
    } else {
      ctx.subscribe(marketViews, "ViewTold");
      ctx.subscribe(venueDeskOpenings, "VenuesOpened");
      look(watch, ctx);
      ctx.self.tell("AskPrice");
    }
    return watch;
  },
  on: {
    TradePrinted: (watch, { trade }, ctx) => pricesSeen(watch, [trade.price], ctx),
    ViewTold(watch, view, ctx) {
      const { args } = watch;
      if (view.symbol !== args.symbol || args.venue === null || view.venueId !== venueId(args.venue)) return;
      see(watch, view.error === null, ctx);
      pricesSeen(watch, pricesIn(watch, view), ctx);
    },
    VenuesOpened: (watch, _, ctx) => look(watch, ctx),
    AskPrice: (watch, _, ctx) => askPrice(watch, ctx),
  },
});

function look({ args: { venue, symbol, venuesPath } }: Watch, ctx: Context): void {
  if (venue === null || venuesPath === null) return;
  ctx.whereis(venuesPath, venueDeskProtocol).tell("LookAt", { by: ctx.self.path, markets: [{ venue, symbol }] });
}

async function askPrice(watch: Watch, ctx: Context): Promise<void> {
  const { venue, symbol, venuesPath } = watch.args;
  if (venue === null || venuesPath === null) return;
  const price = await lastPriceOf({ venuesPath, venue, symbol }, ctx);
  if (price === null) return void ctx.after(ASK_AGAIN, "AskPrice");
  see(watch, true, ctx);
  pricesSeen(watch, [price], ctx);
}

/**
 * The prices of a view, oldest first, but for those of before the watch began. Of the first prints the newest counts in any
 * case, since the venue's clock may be another one than ours.
 */
function pricesIn(watch: Watch, { trades, ticker }: Pick<MarketView, "trades" | "ticker">): DecimalText[] {
  const newest = trades.at(-1);
  if (newest) watch.sinceMs ??= Math.min(newest.timeMs, watch.beganMs);
  const isSince = (timeMs: number | null) => timeMs === null || timeMs >= (watch.sinceMs ?? -Infinity);
  const last = ticker && isSince(ticker.timeMs) ? ticker.last : null;
  return [...trades.filter(({ timeMs }) => isSince(timeMs)).map(({ price }) => price), ...last === null ? [] : [last]];
}

function see(watch: Watch, sees: boolean, ctx: Context): void {
  if (watch.sees === sees) return;
  watch.sees = sees;
  const { ownerPath, number } = watch.args;
  ctx.whereis(ownerPath, exitWatchTellings).tell("WatchSees", { number, sees });
}

/** The first of the prices that reaches an exit is told. */
function pricesSeen(watch: Watch, prices: readonly DecimalText[], ctx: Context): void {
  const { exits, ownerPath, number } = watch.args;
  const nowMs = ctx.clock.elapsed();
  if (nowMs - watch.toldMs < TELL_AGAIN_MS) return;
  for (const price of prices) {
    const exit = reachedExit(exits, price);
    if (exit === null) continue;
    watch.toldMs = nowMs;
    return ctx.whereis(ownerPath, exitWatchTellings).tell("ExitReached", { number, exit, price });
  }
}
