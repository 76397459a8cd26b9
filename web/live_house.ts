/** The half of the house that is live: event streams, their sessions, and the running tree. */
import { createHash } from "node:crypto";
import { liveProtocol } from "../actors/live.actor.ts";
import type { EventId } from "../actors/live/live_events.ts";
import type { StreamDesk } from "../actors/live/stream_desk.ts";
import { AskError, type Logger, type System } from "../actors/runtime/mod.ts";
import { sessionProtocol } from "../actors/session.actor.ts";
import { PATHS } from "../actors/tree.ts";
import { actOnActor } from "./actor_control.ts";
import type { HouseWatch } from "./house_watch.ts";
import type { Services } from "./services.ts";

/** What it is made from. */
export interface LiveParts {
  /** The running system; asked for anew each time, since pages may be answered while it still starts. */
  readonly system: () => System;
  readonly watch: HouseWatch;
  readonly desk: StreamDesk;
  readonly userId: string;
  readonly log: Logger;
  /** What the running code and its assets are known by. */
  readonly build: string;
  /** Pages of another build load anew by themselves. */
  readonly dev: boolean;
}

/** A session may end between the moment it is found and the moment it is asked. */
const ATTEMPTS = 3;

/** The live services. */
export function liveHouse(
  parts: LiveParts,
): Pick<Services, "snapshot" | "coherences" | "tree" | "actOnActor" | "openStream" | "watchChannels"> {
  const { system, desk, userId, watch } = parts;
  const live = () => system().whereis(PATHS.live, liveProtocol);
  return {
    snapshot: async () => (await live().ask("GetSnapshot", { userId })).snapshot,
    coherences: () => live().ask("GetCoherences", undefined),
    tree: () => watch.report(system()),
    actOnActor: (path, action) => actOnActor(parts, path, action),
    openStream: async (sessionId, lastEventId) => {
      const stream = desk.open();
      try {
        await attach(parts, sessionId, stream.id, lastEventId);
      } catch (error) {
        stream.close();
        throw error;
      }
      return stream.readable;
    },
    watchChannels: (sessionId, channels) => {
      session(system(), sessionId).tell("WatchChannels", { channels: [...channels] });
    },
  };
}

/** Takes a strategy that was ended for good off every page. */
export function showStopped({ system, userId }: Pick<LiveParts, "system" | "userId">, activeStrategyId: string): void {
  system().whereis(PATHS.live, liveProtocol).tell("StrategyStopped", { activeStrategyId, userId });
}

function session(system: System, id: string) {
  return system.whereis(`${PATHS.sessions}/${actorId(id)}`, sessionProtocol);
}

/** The cookie is a secret, the actor's name is not: it stands on the System page and in the log. */
function actorId(sessionId: string): string {
  return createHash("sha256").update(sessionId).digest("hex").slice(0, 12);
}

async function attach(parts: LiveParts, id: string, streamId: string, lastEventId: EventId | null): Promise<void> {
  for (let attempt = 1;; attempt++) {
    await startSession(parts, id);
    try {
      await session(parts.system(), id).ask("AttachStream", { streamId, lastEventId });
      return;
    } catch (error) {
      if (!(error instanceof AskError) || error.code !== "noproc" || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Starts a session, or finds that it is there: another tab of the same browser has it. */
async function startSession({ system, desk, userId, build, dev }: LiveParts, id: string): Promise<void> {
  try {
    await system().start(PATHS.sessions, {
      id: actorId(id),
      module: import.meta.resolve("../actors/session.actor.ts"),
      protocol: sessionProtocol,
      args: { userId, build, dev, livePath: PATHS.live, desk },
      restart: "temporary",
    });
  } catch (error) {
    if (!(error instanceof Error && error.message.includes("already a child"))) throw error;
  }
}
