/** Limits, live switches and kill switch of one user: rows, and the actor that carries the kill switch out. */
import { killSwitchProtocol } from "../actors/kill_switch_protocol.ts";
import type { KillState } from "../domain/risk/kill_state.ts";
import type { System } from "../actors/runtime/mod.ts";
import { PATHS } from "../actors/tree.ts";
import type { Db } from "../db/db.ts";
import { killSwitchOf, limitsOf, saveLimits, setLiveSwitch, standingOf } from "../db/risk.ts";
import { HttpError } from "./fresh/error.ts";
import { brokerOf, brokersOfViewer } from "./own_rows.ts";
import type { LimitsForm, RiskAccount, RiskServices } from "./risk_services.ts";
import { answered, type Asked } from "./trading/parts.ts";
import type { Viewer } from "./viewer.ts";

/** What it stands on. */
export interface RiskParts {
  readonly db: Db;
  /** UTC ms. */
  readonly now: () => number;
  readonly killSwitch: () => Asked<typeof killSwitchProtocol>;
}

/** The parts of a running house. */
export function riskParts({ db, system }: { readonly db: Db; readonly system: () => System }): RiskParts {
  return {
    db,
    now: () => system().clock.now(),
    killSwitch: () => system().whereis(PATHS.killSwitch, killSwitchProtocol),
  };
}

/** The services of one user; `dev`, who sees the accounts of all, turns off and limits those of all. */
export function riskHouse(parts: RiskParts, viewer: Viewer): RiskServices {
  const { db } = parts;
  const kill = () => killOf(parts, viewer);
  return {
    kill,
    view: async () => ({
      kill: await kill(),
      limits: await limitsOfViewer(db, viewer),
      accounts: await accountsOf(db, viewer),
    }),
    engage: async (sells) => {
      const engaged = await each(
        parts,
        viewer,
        (userId) => answered(parts.killSwitch().ask("Engage", { userId, sells })),
      );
      return engaged[0]!;
    },
    release: async () => {
      await each(parts, viewer, (userId) => answered(parts.killSwitch().ask("Release", { userId })));
    },
    save: (form) => save(parts, viewer, form),
    setLive: async (brokerId, isOn, typed) => {
      const { userId, name } = await brokerOf(db, viewer, brokerId);
      if (isOn && typed !== name) throw new HttpError(409, `expected the account's name "${name}", not "${typed}"`);
      const isSet = await setLiveSwitch(db, userId, brokerId, isOn ? parts.now() : null);
      if (!isSet) throw new HttpError(409, `${name} has no real money`);
    },
  };
}

async function save({ db, now }: RiskParts, viewer: Viewer, form: LimitsForm): Promise<void> {
  const { brokerId, limits, countsAnew } = form;
  const userIds = brokerId === null ? await usersOf(db, viewer) : [(await brokerOf(db, viewer, brokerId)).userId];
  for (const userId of userIds) {
    const before = (await limitsOf(db, userId)).find((one) => one.brokerId === brokerId);
    const countedFromMs = countsAnew ? now() : before?.countedFromMs ?? 0;
    await saveLimits(db, userId, { brokerId, limits, countedFromMs });
  }
}

/** Whose switches and limits are meant: the user's own, and in debug mode those of all who have accounts. */
async function usersOf(db: Db, viewer: Viewer): Promise<readonly string[]> {
  if (!viewer.isDev) return [viewer.userId];
  return [...new Set([viewer.userId, ...(await brokersOfViewer(db, viewer)).map(({ userId }) => userId)])];
}

async function each<T>({ db }: RiskParts, viewer: Viewer, act: (userId: string) => Promise<T>): Promise<T[]> {
  return await Promise.all((await usersOf(db, viewer)).map(act));
}

async function killOf(parts: RiskParts, viewer: Viewer): Promise<KillState | null> {
  const found = await each(parts, viewer, (userId) => killSwitchOf(parts.db, userId));
  return found.find((one) => one?.doneMs === null) ?? found.find((one) => one !== undefined) ?? null;
}

/** Those for all accounts are the same for everybody whom `dev` acts for: the first ones stand for them. */
async function limitsOfViewer(db: Db, viewer: Viewer) {
  const all = (await Promise.all((await usersOf(db, viewer)).map((userId) => limitsOf(db, userId)))).flat();
  const general = all.find(({ brokerId }) => brokerId === null);
  return [...(general ? [general] : []), ...all.filter(({ brokerId }) => brokerId !== null)];
}

async function accountsOf(db: Db, viewer: Viewer): Promise<RiskAccount[]> {
  return await Promise.all(
    (await brokersOfViewer(db, viewer)).map(async ({ id, userId, name, environment }) => {
      const standing = environment === "live" ? await standingOf(db, userId, id) : undefined;
      return { id, name, environment, isLiveOn: standing ? standing.isLiveOn : null };
    }),
  );
}
