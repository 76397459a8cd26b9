/** The wire as a whole: which streams flow, and what is done when they do again. */
import type { Symbol } from "../../domain/market.ts";
import { actOnCandles } from "./candles.ts";
import { beginRepair, hearTime, wireLost } from "./market_sync.ts";
import { actOnPrints } from "./prints.ts";
import type { FeedContext, FeedState, Followed } from "./state.ts";
import { tellStatus } from "./status.ts";
import type { Part } from "./venue.ts";

/** The whole connection, rather than one market. */
const CONNECTION = { symbol: null, timeframe: null };
/** A connection on which no market was heard for so long (our clock) may be dead all the same: REST is asked. */
const SILENCE_MS = 70_000;

/** These streams flow (again): what they may have missed is asked for. */
export function streamsLive(state: FeedState, streams: readonly string[], ctx: FeedContext): void {
  const { status, audit } = state;
  const markets = partsOf(state, streams);
  const again = markets.some(({ market, part }) => market.lost.has(part));
  if (status.live(again)) audit.note(CONNECTION, [wireNote("wire_live", streams, "Subscribed")]);
  state.heardMs = ctx.clock.now();
  for (const { market, part } of markets) {
    market.lost.delete(part);
    market.attempts[part] = 0;
    if (part === "prints") actOnPrints(state, market, market.prints.live(), ctx);
    else actOnCandles(state, market, beginRepair(market.sync), ctx);
  }
  tellStatus(state, ctx);
}

/** These streams do not flow, or still do not. */
export function streamsLost(state: FeedState, streams: readonly string[], why: string, ctx: FeedContext): void {
  const fresh = partsOf(state, streams).filter(({ market, part }) => !market.lost.has(part));
  state.status.lost(why);
  if (fresh.length > 0) state.audit.note(CONNECTION, [wireNote("wire_lost", streams, why)]);
  state.exchangeMs = -Infinity; // an exchange that starts anew may have another clock
  for (const { market, part } of fresh) {
    market.lost.add(part);
    if (part === "prints") market.prints.lost();
    else market.sync = wireLost(market.sync);
  }
  tellStatus(state, ctx);
}

/** Once a second: has a stream fallen silent that should have told something? Then REST is asked. */
export function checkSilence(state: FeedState, ctx: FeedContext): void {
  const nowMs = ctx.clock.now();
  const silent = nowMs >= state.heardMs + SILENCE_MS;
  if (silent) state.heardMs = nowMs;
  for (const market of state.followed.values()) {
    if (market.lost.has("candles") || market.sync.repairing) continue;
    const step = silent ? beginRepair(market.sync) : hearTime(market.sync, state.exchangeMs);
    if (step.fetch !== "no") actOnCandles(state, market, step, ctx);
  }
}

function partsOf(
  { venue, followed }: FeedState,
  streams: readonly string[],
): readonly { readonly market: Followed; readonly part: Part }[] {
  return streams.flatMap((stream) => {
    const named: { symbol: Symbol; part: Part } | null = venue.partOf(stream);
    const market = named && followed.get(named.symbol);
    return market ? [{ market, part: named.part }] : [];
  });
}

function wireNote(kind: "wire_live" | "wire_lost", streams: readonly string[], detail: string) {
  return { kind, from: null, to: null, count: streams.length, detail };
}
