/**
 * The kill switch of every user: stored first, then carried out step by step.
 * Holds: nothing that is not in the database. What is carried out for one user holds up nobody else's switch.
 * **Hears** users who turn it on and off.
 * **Tells** the portfolio to suspend and to sell, the order desk to cancel and to sell; `notices` of how it went.
 * **On restart** it carries out what was turned on and not done; a switch stays on until its user turns it off.
 *
 * What is placed while it is turned on is denied by the risk guard, which reads the same row.
 */
import { z } from "zod";
import type { Notice } from "../domain/active_strategy.ts";
import { type Backoff, backoffMs } from "../domain/backoff.ts";
import { engageKillSwitch, killSwitchDone, killSwitchOf, releaseKillSwitch, unfinishedKills } from "../db/risk.ts";
import { Lanes } from "../domain/lanes.ts";
import type { KillState } from "../domain/risk/kill_state.ts";
import { databaseArg } from "./database_arg.ts";
import { killSwitchProtocol } from "./kill_switch_protocol.ts";
import { isOn } from "./kill_switch/account_kill.ts";
import { carryOut } from "./kill_switch/steps.ts";
import { type ActorContext, defineActor, later } from "./runtime/mod.ts";
import { notices } from "./topics.ts";

export { killSwitchProtocol };

const killSwitchArgs = z.object({
  db: databaseArg,
  orderDeskPath: z.string(),
  portfolioPath: z.string(),
  /** Who knows last prices; null = nobody. */
  venuesPath: z.string().nullable().default(null),
});
type KillSwitch = z.infer<typeof killSwitchArgs> & { readonly lanes: Lanes };
type Context = ActorContext<typeof killSwitchProtocol>;

/** Between attempts, until all is done: seconds at first, ten minutes at last, for an exchange that is away for long. */
const AGAIN: Backoff = { minMs: 5_000, maxMs: 600_000, factor: 1.1 };

export default defineActor({
  protocol: killSwitchProtocol,
  args: killSwitchArgs,
  async init(ctx, args): Promise<KillSwitch> {
    for (const userId of await unfinishedKills(args.db)) {
      const engaged = await killSwitchOf(args.db, userId);
      if (engaged) ctx.self.tell("CarryOut", { userId, engagedMs: engaged.engagedMs, attempt: 1 });
    }
    return { ...args, lanes: new Lanes() };
  },
  on: {
    async Engage({ db }, { userId, sells }, ctx) {
      const engaged = await engageKillSwitch(db, userId, { sells, nowMs: ctx.clock.now() });
      ctx.publish(notices.key(userId), noticeOf(ctx, userId, { level: "error", key: "guard_killed" }));
      ctx.self.tell("CarryOut", { userId, engagedMs: engaged.engagedMs, attempt: 1 });
      return engaged;
    },
    async Release({ db }, { userId }, ctx) {
      const released = await releaseKillSwitch(db, userId);
      if (released) ctx.publish(notices.key(userId), noticeOf(ctx, userId, { level: "info", key: "guard_released" }));
      return { released };
    },
    CarryOut: (of, asked, ctx) => later(of.lanes.run(asked.userId, () => carryOutNow(of, asked, ctx))),
  },
});

/** Which switch is to be carried out, in which attempt, from 1. */
type Asked = z.infer<typeof killSwitchProtocol.CarryOut.in>;

/** One that was turned off, or on anew, meanwhile is not carried out any more. */
async function carryOutNow(of: KillSwitch, asked: Asked, ctx: Context): Promise<void> {
  const killed = await killSwitchOf(of.db, asked.userId);
  if (killed?.engagedMs === asked.engagedMs && killed.doneMs === null) await tryToCarryOut(of, asked, killed, ctx);
}

async function tryToCarryOut(of: KillSwitch, asked: Asked, { sells }: KillState, ctx: Context): Promise<void> {
  const { userId, engagedMs, attempt } = asked;
  const problems = await carryOut(of, { userId, engagedMs, sells }, ctx);
  if (!await isOn(of.db, asked)) return;
  if (problems.length === 0) {
    await killSwitchDone(of.db, userId, { engagedMs, nowMs: ctx.clock.now() });
    ctx.publish(notices.key(userId), noticeOf(ctx, userId, { level: "warning", key: "guard_kill_done" }));
    return;
  }
  ctx.log.error("A kill switch is not carried out yet", { userId, attempt, problems });
  if (attempt === 1) { // its user is told once
    const parameters = { reason: problems.join("; ") };
    const told = { level: "error", parameters } as const;
    ctx.publish(notices.key(userId), noticeOf(ctx, userId, { ...told, key: "guard_kill_incomplete" }));
  }
  const againInMs = backoffMs(attempt - 1, ctx.random(), AGAIN);
  ctx.after(againInMs, "CarryOut", { ...asked, attempt: attempt + 1 });
}

function noticeOf(
  { clock }: Context,
  userId: string,
  { level, key, parameters = {} }: Pick<Notice, "level" | "key"> & Partial<Pick<Notice, "parameters">>,
): Notice {
  return { level, userId, key, parameters, timeMs: clock.now() };
}
