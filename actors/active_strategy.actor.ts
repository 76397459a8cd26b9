/**
 * The guard of one strategy at work: trusted, it stands between the user's source and the money.
 * Holds: what the strategy owns and has ordered, the runner of its source and how often that has failed, the actor of its position.
 * **Hears** the closed candles of its market, changes of its orders, and its user's commands.
 * **Tells** the order desk what to do, the market desk which market it needs; `strategyStatuses` and `notices` to its user.
 * **On restart** it reads position and orders from the database and the candles from the recorder; it decides on the
 * next candle that closes, never on one that closed while it was away, and on none before its account's orders were looked up
 * and its exchange has told what stands there.
 *
 * Its steps are in `active_strategy/`: `demand.ts` (its market), `runner_life.ts` and `runner_questions.ts` (its source), `running.ts`
 * (candles and decisions), `trading.ts` (orders), `following.ts` (its position), and pure parts. What it holds is left by the
 * actor of its position alone (`position.actor.ts`).
 */
import { needMarket } from "./active_strategy/demand.ts";
import { guardArgs, guardProtocol, newGuard, publishStatus, statusOf } from "./active_strategy/guard.ts";
import { activeStrategyProtocol } from "./active_strategy/protocol.ts";
import { accountReady, runnerEnded, startRunner, upgrade } from "./active_strategy/runner_life.ts";
import { stopRunner } from "./active_strategy/runner_questions.ts";
import { positionClosed, positionTold } from "./active_strategy/following.ts";
import { decideNow, hearCandle } from "./active_strategy/running.ts";
import { orderChanged, readAccount, sell } from "./active_strategy/trading.ts";
import { defineActor } from "./runtime/mod.ts";
import { candleKey, deskOpenings, heartbeat, orders, readyAccounts } from "./topics.ts";

export { activeStrategyProtocol };

export default defineActor({
  protocol: guardProtocol,
  args: guardArgs,
  init(ctx, args) {
    const { symbol, timeframe, userId, brokerId } = args.activeStrategy;
    ctx.subscribe(heartbeat.key(candleKey(symbol, timeframe)), "CandleClosed");
    ctx.subscribe(orders.key(userId), "OrderChanged");
    ctx.subscribe(deskOpenings, "DeskOpened");
    ctx.subscribe(readyAccounts.key(brokerId), "AccountReady");
    ctx.self.tell("ReadLedger");
    ctx.self.tell("StartRunner");
    const guard = newGuard(args);
    needMarket(guard, ctx);
    return guard;
  },
  on: {
    CandleClosed: (guard, { candle }, ctx) => hearCandle(guard, candle, ctx),
    OrderChanged: (guard, changed, ctx) => orderChanged(guard, changed, ctx),
    RunnerEnded: (guard, down, ctx) => runnerEnded(guard, down, ctx),
    DeskOpened: (guard, _, ctx) => needMarket(guard, ctx),
    ReadLedger: (guard, _, ctx) => readAccount(guard, ctx),
    PositionTold: (guard, told, ctx) => positionTold(guard, told, ctx),
    PositionClosed: (guard, closed, ctx) => positionClosed(guard, closed, ctx),
    BooksDiffer: (guard, _, ctx) => readAccount(guard, ctx),
    AccountReady: (guard, _, ctx) => accountReady(guard, ctx),
    StartRunner: (guard, _, ctx) => startRunner(guard, ctx),
    DecideNow: (guard, _, ctx) => decideNow(guard, ctx),
    async Suspend(guard, _, ctx) {
      await stopRunner(guard, ctx);
      guard.phase = "suspended";
      publishStatus(guard, ctx);
      return statusOf(guard);
    },
    Resume(guard, _, ctx) {
      if (guard.phase === "suspended" || guard.phase === "halted") {
        Object.assign(guard, { phase: "starting", failures: [], error: null });
        ctx.self.tell("StartRunner");
        publishStatus(guard, ctx);
      }
      return statusOf(guard);
    },
    async Sell(guard, _, ctx) {
      const reason = await sell(guard, ctx);
      return { sold: reason === null, reason };
    },
    Upgrade: (guard, to, ctx) => upgrade(guard, to, ctx),
    GetStatus: (guard) => statusOf(guard),
    ShowStatus: (guard, _, ctx) => publishStatus(guard, ctx),
  },
});
