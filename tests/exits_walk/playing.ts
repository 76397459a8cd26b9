/** Lets a stage's market go on: to each print that reaches an exit, and to each close, where it waits until all is settled. */
import { decisionsAt } from "../../db/decisions.ts";
import { ordersOfActiveStrategy } from "../../db/orders.ts";
import type { StrategyStatus } from "../../domain/active_strategy.ts";
import { Decimal } from "../../domain/decimal.ts";
import { isFinal } from "../../domain/order_life.ts";
import { OrderPace } from "../../parity/order_pace.ts";
import { until } from "../house.ts";
import { exitsOf, reachingPrint } from "./prints.ts";
import { totalThere } from "./trips.ts";
import { CANDLE_MS, type ExitsStage, KINDS, type Performer } from "./stage.ts";

/** After a close: its candle was told, and hardly a trade of the next has happened. */
const AFTER_CLOSE_MS = 150;
const PATIENCE_MS = 60_000;
const ANSWER = { timeout: "60s" } as const;

/** Waits until everybody has seen the past up to where the stage begins. */
export async function loaded({ performers, exchange }: ExitsStage): Promise<void> {
  const { desk } = exchange.running.exchange;
  await until("the brokers listen", PATIENCE_MS, () => desk.listeners >= performers.length);
  for (const performer of performers) {
    await until(`${performer.kind} is loaded`, PATIENCE_MS, async () => {
      const { state, lastCandleMs } = await statusOf(performer);
      return (state === "warming_up" || state === "running") && lastCandleMs === exchange.nowMs() - CANDLE_MS;
    });
  }
}

/** Plays up to `toMs`, UTC ms of the recording; then all sell what they hold. */
export async function playUntil(stage: ExitsStage, toMs: number): Promise<void> {
  const { exchange, performers } = stage;
  const pace = new OrderPace();
  for (let closeMs = exchange.nowMs() + CANDLE_MS; closeMs <= toMs; closeMs += CANDLE_MS) {
    await leaveAtExits(stage, closeMs + AFTER_CLOSE_MS);
    await exchange.advanceTo(closeMs + AFTER_CLOSE_MS);
    for (const performer of performers) {
      await decided(stage, performer, closeMs - CANDLE_MS);
      await settled(stage, performer);
    }
    await pace.wait(Math.max(...await Promise.all(performers.map(async (one) => (await ordersOf(stage, one)).length))));
  }
  for (const performer of performers) {
    await performer.guard.ask("Suspend", undefined, ANSWER);
    await performer.guard.ask("Sell", undefined, ANSWER);
    await left(performer);
    await settled(stage, performer);
  }
}

/** Stops at each print up to `untilMs` that reaches an exit of somebody, until the position is left. */
async function leaveAtExits(stage: ExitsStage, untilMs: number): Promise<void> {
  for (;;) {
    const next = await nextReached(stage, untilMs);
    if (next === undefined) return;
    await stage.exchange.advanceTo(next.timeMs);
    for (const performer of next.performers) {
      await left(performer);
      await settled(stage, performer);
    }
  }
}

/** Who is left at the next print that reaches an exit, and when. */
async function nextReached(stage: ExitsStage, untilMs: number) {
  const reached: { readonly performer: Performer; readonly timeMs: number }[] = [];
  for (const performer of stage.performers) {
    if (await isFlat(performer)) continue;
    const entry = (await ordersOf(stage, performer)).findLast(({ side }) => side === "buy")!;
    const exits = exitsOf(entry.purpose, stage.market.history.rules);
    const print = reachingPrint(stage.market, exits, stage.exchange.nowMs(), untilMs);
    if (print) reached.push({ performer, timeMs: print.timeMs });
  }
  if (reached.length === 0) return undefined;
  const timeMs = Math.min(...reached.map((one) => one.timeMs));
  return { timeMs, performers: reached.filter((one) => one.timeMs === timeMs).map(({ performer }) => performer) };
}

/** Waits until it has decided on a candle; whose process was too busy to answer in time begins anew instead. */
async function decided({ db }: ExitsStage, performer: Performer, openMs: number): Promise<void> {
  await until(`${performer.kind} decides on the candle of ${openMs}`, PATIENCE_MS, async () => {
    const { state, lastCandleMs, restarts } = await statusOf(performer);
    if (lastCandleMs !== openMs || (state !== "running" && state !== "warming_up")) return false;
    const isAnew = restarts > performer.restarts;
    performer.restarts = restarts;
    return isAnew || (await decisionsAt(db, performer.active.id, [openMs])).length > 0;
  });
}

async function left(performer: Performer): Promise<void> {
  await until(`${performer.kind} is left`, PATIENCE_MS, () => isFlat(performer));
}

/** Waits until it holds what the exchange says, kept as its kind keeps it, or nothing, and no order of it moves. */
async function settled(stage: ExitsStage, performer: Performer): Promise<void> {
  const { accounts } = stage.exchange.running.exchange.desk.engine;
  const { protection: kept, standing } = KINDS[performer.kind];
  await until(`${performer.kind} is settled`, PATIENCE_MS, async () => {
    const { position, protection } = await statusOf(performer);
    const open = (await ordersOf(stage, performer)).filter(({ state }) => !isFinal(state));
    const held = totalThere(stage, performer, "BTC");
    const [isFlat, isHeard] = [held === "0", new Decimal(position.quantity).eq(held)];
    const expected = isFlat ? 0 : standing;
    if (!isHeard) return false;
    if (open.length !== expected || accounts.openOrdersOf(performer.key.accountId).length !== expected) return false;
    return open.every(({ state }) => state === "accepted") && protection === (isFlat ? "none" : kept);
  });
}

/** How it is doing; what was told to it before is done. */
export function statusOf({ guard }: Performer): Promise<StrategyStatus> {
  return guard.ask("GetStatus", undefined, ANSWER);
}

/** Its orders, oldest first. */
export function ordersOf({ db }: ExitsStage, { active }: Performer) {
  return ordersOfActiveStrategy(db, active.id);
}

async function isFlat(performer: Performer): Promise<boolean> {
  return (await statusOf(performer)).position.quantity === "0";
}
