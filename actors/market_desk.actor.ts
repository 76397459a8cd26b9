/**
 * The market desk: which markets are wanted, by whom, and from when on.
 * Holds: the needs of all, whom it watches for their end, and how far the past of each market is stored.
 * **Hears** needs and their release, the end of those who had them, the feed's and the recorder's answers.
 * **Tells** the feed and the candle makers which markets to follow, the feed what to fetch of the past, the recorder to store
 * it; `deskOpenings` when it starts.
 * **On restart** it knows the configured markets alone and says so; whoever needs others tells it again. The makers and the
 * feed restart with it.
 *
 * Its steps are in `market_desk/`: `demand.ts` (who wants what), `filling.ts` (the past).
 */
import { followWanted, lookedUp, lookUp, takeNeed } from "./market_desk/demand.ts";
import { fillPast, firstFound, historyOf, pastFetched, pastStored } from "./market_desk/filling.ts";
import { NeedBook } from "./market_desk/need_book.ts";
import { type Desk, marketDeskArgs } from "./market_desk/state.ts";
import { marketDeskProtocol, marketFollowerProtocol, marketSourceProtocol } from "./market_desk_protocol.ts";
import { recorderProtocol } from "./recorder_protocol.ts";
import { defineActor } from "./runtime/mod.ts";
import { deskOpenings } from "./topics.ts";

export { marketDeskProtocol };

/** Also the pace at which what has failed is tried again. */
const TIDY_EVERY = "1s";

export default defineActor({
  protocol: marketDeskProtocol,
  args: marketDeskArgs,
  init(ctx, args): Desk {
    const { symbols, lingerMs } = args;
    ctx.every(TIDY_EVERY, "Tidy");
    ctx.publish(deskOpenings, { atMs: ctx.clock.now() });
    return {
      args,
      life: ctx.random(),
      feed: ctx.whereis(args.feedPath, marketSourceProtocol),
      followers: args.followerPaths.map((path) => ctx.whereis(path, marketFollowerProtocol)),
      recorder: ctx.whereis(args.recorderPath, recorderProtocol),
      needs: new NeedBook(symbols, lingerMs),
      followed: new Set(symbols),
      watched: new Map(),
      listed: new Map(),
      lookingUp: new Set(),
      pasts: new Map(),
      job: null,
      filledLast: null,
    };
  },
  on: {
    Need(desk, need, ctx) {
      const answer = takeNeed(desk, need, ctx);
      if (!answer) ctx.stash();
      else fillPast(desk, ctx);
      return answer ?? { accepted: false, reason: null }; // not sent when put aside: it is answered when it is handled again
    },
    Release(desk, of, ctx) {
      desk.needs.release(of, ctx.clock.now());
      followWanted(desk, ctx);
    },
    HolderEnded(desk, { path }, ctx) {
      desk.needs.holderEnded(path, ctx.clock.now());
      followWanted(desk, ctx);
    },
    GetWantedSymbols: ({ followed }) => [...followed],
    GetNeeds: ({ needs }) => needs.needs(),
    GetHistory: (desk, { symbol }) => historyOf(desk, symbol),
    LookUp(desk, { life, symbol }, ctx) {
      if (life === desk.life) lookUp(desk, symbol, ctx);
    },
    LookedUp(desk, { life, ...found }, ctx) {
      if (life === desk.life) lookedUp(desk, found, ctx);
    },
    FillPast(desk, { life }, ctx) {
      if (life === desk.life) fillPast(desk, ctx);
    },
    FirstFound(desk, { life, ...found }, ctx) {
      if (life === desk.life) firstFound(desk, found, ctx);
    },
    PastFetched: (desk, page, ctx) => pastFetched(desk, page, ctx),
    PastStored(desk, { life, why }, ctx) {
      if (life === desk.life) pastStored(desk, why, ctx);
    },
    Tidy(desk, _, ctx) {
      desk.needs.tidy(ctx.clock.now());
      followWanted(desk, ctx);
      fillPast(desk, ctx);
    },
  },
});
