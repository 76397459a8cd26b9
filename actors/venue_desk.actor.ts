/**
 * The venue desk: market data of any venue that a user trades at or looks at.
 * Holds: who looks at which markets, the newest state of each, the connections that it has started, and prices for some
 * seconds.
 * **Hears** looks (and the end of those who look), questions for views, candles and prices, what connections tell.
 * **Tells** `marketViews`, of each market at most four a second; connections what to listen to; `venueDeskOpenings` when it
 * starts.
 * **On restart** it knows no looks and says so; whoever looks says so again. Its connections restart with it.
 *
 * Its steps are in `venue_desk/`: `looking.ts` (who looks at what), `wishing.ts` (what connections are asked for, again after a
 * fall), `telling.ts` (views), `asking.ts` (candles and prices), `connections.ts` (one actor a venue, started on the first need
 * and ended some minutes after the last). The paper venue shows the platform's own market.
 */
import { venueId } from "../domain/venue.ts";
import { getCandles, getPrices, pricesFetched } from "./venue_desk/asking.ts";
import { Connections } from "./venue_desk/connections.ts";
import { lookAt, lookerEnded } from "./venue_desk/looking.ts";
import { LookBook } from "./venue_desk/look_book.ts";
import {
  type Desk,
  type DeskContext,
  ownProtocol,
  sourceOf,
  type VenueDeskArgs,
  venueDeskArgs,
} from "./venue_desk/protocol.ts";
import { marketDataChanged, tellView, viewOf } from "./venue_desk/telling.ts";
import {
  connectionChanged,
  connectionEnded,
  wish,
  wishAnswered,
  wishFailed,
  wishRefusedAgain,
} from "./venue_desk/wishing.ts";
import { defineActor } from "./runtime/mod.ts";
import { SlowAnswers } from "./slow_answers.ts";
import { connections, venueDeskOpenings } from "./topics.ts";
import { venueDeskProtocol } from "./venue_desk_protocol.ts";

export { venueDeskProtocol };

/** For how long fetched candles serve others who ask for the same, ms. */
const CANDLES_MS = 2_000;
const TIDY_EVERY = "10s";
/** What an exchange has refused is asked for again this often. */
const REFUSED_EVERY = "1m";

export default defineActor({
  protocol: ownProtocol,
  args: venueDeskArgs,
  mailbox: { capacity: 20_000 },
  init(ctx: DeskContext, args: VenueDeskArgs): Desk {
    const { connectionsPath, demoPath, childOf, mostConnections: most, mostMarkets } = args;
    ctx.subscribe(connections, "ConnectionChanged");
    ctx.every(TIDY_EVERY, "Tidy");
    ctx.every(REFUSED_EVERY, "WishRefusedAgain");
    ctx.publish(venueDeskOpenings, { atMs: ctx.clock.now() });
    return {
      args,
      looks: new LookBook((venue) => sourceOf(args, venue), mostMarkets),
      lookers: new Map(),
      connections: new Connections(ctx, { connectionsPath, demoPath, childOf, most }),
      watched: new Map(),
      markets: new Map(),
      candles: new SlowAnswers(CANDLES_MS),
      prices: new Map(),
    };
  },
  on: {
    LookAt: lookAt,
    LookerEnded: lookerEnded,
    GetView: viewOf,
    GetCandles: getCandles,
    GetPrices: getPrices,
    WishAnswered: wishAnswered,
    WishFailed: wishFailed,
    WishAgain: wish,
    WishRefusedAgain: (desk, _, ctx) => wishRefusedAgain(desk, ctx),
    MarketDataChanged: marketDataChanged,
    ConnectionChanged: connectionChanged,
    ConnectionEnded: connectionEnded,
    TellView: (desk, { key }, ctx) => tellView(desk, key, ctx),
    CandlesFetched(desk, { question, answer }, ctx) {
      desk.candles.end(question, answer, ctx.clock.now());
      ctx.unstash();
    },
    PricesFetched: pricesFetched,
    Tidy: (desk, _, ctx) => tidy(desk, ctx.clock.now()),
  },
});

function tidy({ args, connections, markets, candles, prices }: Desk, nowMs: number): void {
  const inUse = new Set([...markets.values()].map(({ looked }) => venueId(looked.venue)));
  connections.endUnused(inUse, nowMs - args.lingerMs);
  candles.tidy(nowMs);
  for (const book of prices.values()) book.tidy(nowMs);
}
