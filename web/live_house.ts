/** The half of the house that is live: event streams, their sessions, and the running tree. */
import { createHash } from "node:crypto";
import { liveProtocol } from "../actors/live.actor.ts";
import { type EventId, WHOLE_TREE_CHANNEL } from "../actors/live/live_events.ts";
import type { StreamDesk } from "../actors/live/stream_desk.ts";
import { tracedPath } from "../actors/live/trace_channel.ts";
import { publicTree } from "../actors/live/tree_view.ts";
import { AskError, type Logger, type System } from "../actors/runtime/mod.ts";
import { sessionProtocol } from "../actors/session.actor.ts";
import { PATHS, ROOMS_OF_USERS } from "../actors/tree.ts";
import type { Accounts } from "./accounts.ts";
import { actOnActor } from "./actor_control.ts";
import { HttpError } from "./fresh/error.ts";
import type { HouseWatch } from "./house_watch.ts";
import type { Services } from "./services.ts";
import { rowsOf, type Viewer } from "./viewer.ts";

/** What it is made from. */
export interface LiveParts {
  /** The running system; asked for anew each time, since pages may be answered while it still starts. */
  readonly system: () => System;
  readonly watch: HouseWatch;
  readonly desk: StreamDesk;
  readonly accounts: Pick<Accounts, "isOpen">;
  readonly log: Logger;
  /** What the running code and its assets are known by. */
  readonly build: string;
  /** Pages of another build load anew by themselves. */
  readonly dev: boolean;
}

/** A session may end between the moment it is found and the moment it is asked. */
const ATTEMPTS = 3;

/** The live services of a user. */
export function liveHouse(
  parts: LiveParts,
  viewer: Viewer,
): Pick<Services, "snapshot" | "coherences" | "tree" | "actOnActor" | "openStream" | "watchChannels"> {
  const { system, desk, watch } = parts;
  const live = () => system().whereis(PATHS.live, liveProtocol);
  return {
    snapshot: async () => (await live().ask("GetSnapshot", { userId: rowsOf(viewer) })).snapshot,
    coherences: () => live().ask("GetCoherences", undefined),
    tree: async () => {
      const report = await watch.report(system());
      return viewer.isDev ? report : publicTree(report, ROOMS_OF_USERS);
    },
    actOnActor: (path, action) => viewer.isDev ? actOnActor(parts, path, action) : Promise.reject(onlyDev()),
    openStream: async (lastEventId) => {
      const stream = desk.open(viewer.browserId);
      try {
        await attach(parts, viewer, stream.id, lastEventId);
      } catch (error) {
        stream.close();
        throw error;
      }
      return stream.readable;
    },
    watchChannels: (channels) => {
      if (!viewer.isDev && channels.some(isForDev)) throw onlyDev();
      session(system(), viewer).tell("WatchChannels", { channels: [...channels] });
    },
  };
}

/** Takes a strategy that was ended for good off every page. */
export function showStopped({ system }: Pick<LiveParts, "system">, userId: string, activeStrategyId: string): void {
  system().whereis(PATHS.live, liveProtocol).tell("StrategyStopped", { activeStrategyId, userId });
}

function onlyDev(): HttpError {
  return new HttpError(403, "Only dev may do that, in debug mode");
}

/** The whole tree and the messages of actors tell of all users. */
function isForDev(channel: string): boolean {
  return channel === WHOLE_TREE_CHANNEL || tracedPath(channel) !== null;
}

function session(system: System, viewer: Viewer) {
  return system.whereis(`${PATHS.sessions}/${actorId(viewer)}`, sessionProtocol);
}

/** Stands on the System page and in the log, and so must not be what a cookie holds. */
function actorId({ userId, browserId }: Viewer): string {
  return createHash("sha256").update(`${userId} ${browserId}`).digest("hex").slice(0, 12);
}

async function attach(parts: LiveParts, viewer: Viewer, streamId: string, lastEventId: EventId | null): Promise<void> {
  for (let attempt = 1;; attempt++) {
    await startSession(parts, viewer);
    try {
      await session(parts.system(), viewer).ask("AttachStream", { streamId, lastEventId });
      return;
    } catch (error) {
      if (!(error instanceof AskError) || error.code !== "noproc" || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Starts a session, or finds that it is there: another tab of the same browser has it. */
async function startSession({ system, desk, build, dev, accounts }: LiveParts, viewer: Viewer): Promise<void> {
  const { userId, sessionId } = viewer;
  try {
    await system().start(PATHS.sessions, {
      id: actorId(viewer),
      module: import.meta.resolve("../actors/session.actor.ts"),
      protocol: sessionProtocol,
      args: {
        userId,
        seesAll: viewer.isDev,
        build,
        dev,
        livePath: PATHS.live,
        desk,
        isSignedIn: () => sessionId === null ? Promise.resolve(true) : accounts.isOpen(userId, sessionId),
      },
      restart: "temporary",
    });
  } catch (error) {
    if (!(error instanceof Error && error.message.includes("already a child"))) throw error;
  }
}
