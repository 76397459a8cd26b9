/**
 * One browser session: the event streams of all its tabs.
 *
 * Holds the open streams, what its pages look at, and until when it waits for a browser to come back.
 * **Hears** `liveEvents`; streams that open and close; the channels that its pages want.
 * **Tells** the live feed what is looked at; writes each event to its streams, and cuts off a stream that is too slow.
 * **On restart** it has no streams: browsers connect again, and are given what they missed.
 */
import { z } from "zod";
import {
  ALWAYS,
  type EventId,
  eventId,
  type LiveEvent,
  liveEvent,
  type LiveEventData,
  liveEvents,
} from "./live/live_events.ts";
import { encodeEvent, encodeRetry } from "./live/sse.ts";
import { type EventStream, STREAM_BOUND_BYTES, StreamDesk } from "./live/stream_desk.ts";
import { tracedPath } from "./live/trace_channel.ts";
import { liveProtocol } from "./live.actor.ts";
import { type ActorContext, type ActorRef, defineActor } from "./runtime/mod.ts";

/** What a session hears. */
export const sessionProtocol = {
  /** Takes an open stream of the desk, and answers once the browser has been given what it missed. */
  AttachStream: {
    in: z.object({ streamId: z.string(), lastEventId: eventId.nullable() }),
    out: z.object({ began: z.enum(["replay", "snapshot", "gone"]) }),
  },
  StreamClosed: { in: z.object({ streamId: z.string() }) },
  /** All channels that its pages look at now. */
  WatchChannels: { in: z.object({ channels: z.array(z.string()).max(20) }) },
  EventPublished: { in: liveEvent },
  EndIfUnused: {},
  EndIfSignedOut: {},
} as const;

/** A browser that was away is replayed at most this much; beyond it a snapshot is shorter. */
const REPLAY_BYTES = STREAM_BOUND_BYTES / 2;

/** A session that has expired, or was ended elsewhere, is noticed within this time. */
const SIGNED_IN_MS = 60_000;
const signedIn = () => Promise.resolve(true);

interface Writer {
  readonly stream: EventStream;
  /** The last event that this browser has, or does not need. */
  lastId: EventId;
}

interface State {
  readonly userId: string;
  readonly seesAll: boolean;
  readonly isSignedIn: () => Promise<boolean>;
  readonly hello: LiveEventData["hello"];
  readonly desk: StreamDesk;
  readonly live: ActorRef<typeof liveProtocol>;
  readonly lingerMs: number;
  readonly writers: Map<string, Writer>;
  channels: ReadonlySet<string>;
  cancelEnd: () => void;
}

type Context = ActorContext<typeof sessionProtocol>;

export default defineActor({
  protocol: sessionProtocol,
  args: z.object({
    userId: z.string(),
    /** What is told to any user is told to this one too. */
    seesAll: z.boolean().default(false),
    /** Whether the browser is still signed in; its streams end when it is not. */
    isSignedIn: z.custom<() => Promise<boolean>>((value) => typeof value === "function").default(() => signedIn),
    /** The build that answers; pages of another build are told by the first event. */
    build: z.string(),
    /** In development pages of another build load anew by themselves. */
    dev: z.boolean(),
    livePath: z.string(),
    desk: z.instanceof(StreamDesk),
    /** How long the session outlives its last stream. */
    lingerMs: z.int().default(30_000),
  }),
  mailbox: { capacity: 2_000, overflow: "drop-old" },
  init(ctx, args): State {
    ctx.subscribe(liveEvents, "EventPublished");
    ctx.every(SIGNED_IN_MS, "EndIfSignedOut");
    const { userId, build, dev } = args;
    return {
      userId,
      seesAll: args.seesAll,
      isSignedIn: args.isSignedIn,
      hello: { build, dev, userId },
      desk: args.desk,
      live: ctx.whereis(args.livePath, liveProtocol),
      lingerMs: args.lingerMs,
      writers: new Map(),
      channels: new Set(),
      cancelEnd: ctx.after(args.lingerMs, "EndIfUnused"),
    };
  },
  on: {
    AttachStream: attachStream,
    StreamClosed: (state, { streamId }, ctx) => {
      state.writers.delete(streamId);
      if (state.writers.size === 0) tellWatched(state, ctx);
      endLater(state, ctx);
    },
    WatchChannels: (state, { channels }, ctx) => {
      state.channels = new Set(channels);
      tellWatched(state, ctx);
    },
    EventPublished: writeEvent,
    EndIfUnused: (state, _, ctx) => {
      if (state.writers.size === 0) ctx.stop();
    },
    EndIfSignedOut: async (state, _, ctx) => {
      if (!await state.isSignedIn()) ctx.stop();
    },
  },
  terminate: closeStreams,
});

async function attachStream(
  state: State,
  { streamId, lastEventId }: { streamId: string; lastEventId: EventId | null },
  ctx: Context,
): Promise<{ began: "replay" | "snapshot" | "gone" }> {
  const stream = state.desk.find(streamId);
  if (stream === undefined) return { began: "gone" };
  stream.write(encodeRetry(state.hello.dev ? "development" : "production"));
  stream.write(encodeEvent("hello", state.hello, null));
  tellWatched(state, ctx); // a live feed that restarted has forgotten it
  const missed = lastEventId === null ? null : await eventsAfter(state, lastEventId);
  const lastId = missed === null ? await writeSnapshot(state, stream) : writeMissed(state, stream, missed);
  state.writers.set(streamId, { stream, lastId });
  state.cancelEnd();
  stream.onClosed(() => ctx.self.tell("StreamClosed", { streamId }));
  return { began: missed === null ? "snapshot" : "replay" };
}

/** A browser that is away for a moment catches up on all but traces: those nobody follows for nobody. */
function tellWatched(state: State, ctx: Context): void {
  const isAway = state.writers.size === 0;
  const channels = [...state.channels].filter((channel) => !isAway || tracedPath(channel) === null);
  state.live.tell("WatchChannels", { session: ctx.self.path, channels });
}

interface Missed {
  readonly events: readonly LiveEvent[];
  readonly lastId: EventId;
}

async function eventsAfter(state: State, id: EventId): Promise<Missed | null> {
  const { events, lastId } = await state.live.ask("GetEventsAfter", { id, maxBytes: REPLAY_BYTES });
  return events && { events, lastId };
}

function writeMissed(state: State, stream: EventStream, missed: Missed): EventId {
  for (const event of missed.events) {
    if (concerns(state, event)) stream.write(event.bytes);
  }
  return missed.lastId;
}

async function writeSnapshot(state: State, stream: EventStream): Promise<EventId> {
  const userId = state.seesAll ? null : state.userId;
  const { snapshot, lastId } = await state.live.ask("GetSnapshot", { userId });
  stream.write(encodeEvent("snapshot", snapshot, lastId));
  return lastId;
}

/** Writes to every stream; one that is too slow is cut off, and one that missed an event is closed: it connects again. */
function writeEvent(state: State, event: LiveEvent, ctx: Context): void {
  const isWritten = concerns(state, event);
  for (const writer of state.writers.values()) {
    const place = event.id === null ? "next" : placeAfter(writer.lastId, event.id);
    if (place === "beyond") writer.stream.close();
    if (place !== "next") continue;
    writer.lastId = event.id ?? writer.lastId;
    if (isWritten && !writer.stream.write(event.bytes)) ctx.log.info("stream cut off: its browser does not read");
  }
}

/** Where an event stands for who has all up to `last`: known already, the next one, or beyond one that was lost. */
function placeAfter(last: EventId, id: EventId): "known" | "next" | "beyond" {
  if (id.feed !== last.feed || id.number > last.number + 1) return "beyond";
  return id.number <= last.number ? "known" : "next";
}

function concerns(state: State, event: LiveEvent): boolean {
  return (event.userId === null || event.userId === state.userId || state.seesAll) &&
    (event.channel === ALWAYS || state.channels.has(event.channel));
}

function closeStreams(state: State): void {
  for (const writer of state.writers.values()) writer.stream.close();
  state.writers.clear();
}

function endLater(state: State, ctx: Context): void {
  if (state.writers.size > 0) return;
  state.cancelEnd();
  state.cancelEnd = ctx.after(state.lingerMs, "EndIfUnused");
}
