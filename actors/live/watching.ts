/** Which channels the browsers of each session look at. */
import type { Down } from "../runtime/mod.ts";
import type { LiveContext, LiveState } from "./live_state.ts";
import { followMarkets, marketsIn, tellNewest } from "./markets.ts";
import { followTraces } from "./observing.ts";

/** A session says all that its browsers look at. */
export function watchChannels(
  state: LiveState,
  of: { session: string; channels: string[] },
  ctx: LiveContext,
): Promise<void> {
  const { session } = of;
  const before = state.watched.get(session);
  const unwatch = before?.unwatch ?? ctx.watch(ctx.whereis(session, {}), "SessionEnded");
  const channels = new Set(of.channels);
  state.watched.set(session, { channels, markets: marketsIn(channels, before?.markets ?? []), unwatch });
  followMarkets(state, ctx);
  tellNewest(state, of.channels.filter((channel) => !before?.channels.has(channel)), ctx);
  return followTraces(state, ctx);
}

/** Nobody of a session looks at anything any more. */
export function sessionEnded(state: LiveState, { path }: Down, ctx: LiveContext): Promise<void> {
  state.watched.delete(path);
  followMarkets(state, ctx);
  return followTraces(state, ctx);
}
