/** Demand: who needs which market, whether the exchange has it, and whom to tell to follow it. */
import type { Symbol } from "../../domain/market.ts";
import type { Need, needAnswer } from "../market_desk_protocol.ts";
import type { z } from "zod";
import type { Desk, DeskContext } from "./state.ts";

/** That an exchange does not have a market is believed so long. */
const UNLISTED_FOR_MS = 600_000;
/** Answers of the feed that are remembered. */
const LISTED_LIMIT = 1_000;
const LOOK_UP_AGAIN_MS = 1_000;

/** What a need is answered with. */
export type NeedAnswer = z.infer<typeof needAnswer>;

const ACCEPTED: NeedAnswer = { accepted: true, reason: null };

/** Takes a need in, or says why not; null = the feed must be asked first, the need is to be handled again. */
export function takeNeed(desk: Desk, need: Need, ctx: DeskContext): NeedAnswer | null {
  const { needs, followed, args } = desk;
  const { symbol, by } = need;
  if (!followed.has(symbol)) {
    if (followed.size >= args.maxMarkets) return refused(`${followed.size} markets are followed already`);
    const isListed = listedNow(desk, symbol, ctx.clock.elapsed());
    if (isListed === null) {
      lookUp(desk, symbol, ctx);
      return null;
    }
    if (!isListed) return refused(`the exchange has no market ${symbol}`);
  }
  needs.add(need, ctx.clock.now());
  if (!desk.watched.has(by)) desk.watched.set(by, ctx.watch(ctx.whereis(by, {}), "HolderEnded"));
  followWanted(desk, ctx);
  return ACCEPTED;
}

function refused(reason: string): NeedAnswer {
  return { accepted: false, reason };
}

function listedNow({ listed, args }: Desk, symbol: Symbol, nowMs: number): boolean | null {
  if (args.symbols.includes(symbol)) return true;
  const known = listed.get(symbol);
  if (!known || (!known.isListed && nowMs - known.atMs > UNLISTED_FOR_MS)) return null;
  return known.isListed;
}

/** Asks the feed whether the exchange has a market, without keeping the mailbox waiting. */
export function lookUp({ feed, life, lookingUp }: Desk, symbol: Symbol, ctx: DeskContext): void {
  if (lookingUp.has(symbol)) return;
  lookingUp.add(symbol);
  feed.ask("GetMarket", { symbol }, { signal: ctx.signal }).then(
    (market) => ctx.self.tell("LookedUp", { life, symbol, isListed: market !== null, why: null }),
    (error) => {
      if (!ctx.signal.aborted) ctx.self.tell("LookedUp", { life, symbol, isListed: null, why: String(error) });
    },
  );
}

/** The feed has answered, or has not: then it is asked again, and the needs wait on. */
export function lookedUp(
  desk: Desk,
  { symbol, isListed, why }: { symbol: Symbol; isListed: boolean | null; why: string | null },
  ctx: DeskContext,
): void {
  desk.lookingUp.delete(symbol);
  if (isListed === null) {
    ctx.log.debug("The feed does not say whether there is a market", { symbol, why });
    ctx.after(LOOK_UP_AGAIN_MS, "LookUp", { life: desk.life, symbol });
    return;
  }
  desk.listed.delete(symbol);
  desk.listed.set(symbol, { isListed, atMs: ctx.clock.elapsed() });
  const [oldest] = desk.listed.keys();
  if (desk.listed.size > LISTED_LIMIT) desk.listed.delete(oldest!);
  ctx.unstash();
}

/** Everybody follows what is wanted, and nothing else. */
export function followWanted({ needs, followed, feed, followers, pasts, watched }: Desk, ctx: DeskContext): void {
  const wanted = new Set(needs.wanted());
  const everybody = [...followers, feed]; // who folds listens before the first candle comes
  for (const symbol of wanted) {
    if (followed.has(symbol)) continue;
    ctx.log.info("A market is wanted", { symbol });
    followed.add(symbol);
    for (const one of everybody) one.tell("Follow", { symbol });
  }
  for (const symbol of followed) {
    if (wanted.has(symbol)) continue;
    ctx.log.info("A market is wanted no longer", { symbol });
    followed.delete(symbol);
    pasts.delete(symbol);
    for (const one of everybody.toReversed()) one.tell("Unfollow", { symbol });
  }
  for (const [by, unwatch] of watched) {
    if (needs.isHolder(by)) continue;
    unwatch();
    watched.delete(by);
  }
}
