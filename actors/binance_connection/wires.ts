/** The streams of the connection: what follows when they flow, are lost or are refused. */
import type { Frame } from "../../exchanges/binance/frame.ts";
import type { ConnectionInfo } from "../exchange_connection_protocol.ts";
import { act, booksOf } from "./books.ts";
import { streamsOf } from "./demand.ts";
import { eventOf } from "./frame_events.ts";
import type { Context, State } from "./state.ts";
import { tell, tellState } from "./telling.ts";

/** Tells what a frame says, and lets the book hear it. */
export function hearFrame(state: State, frame: Frame, ctx: Context): void {
  const told = state.freshness.isFresh(frame) ? eventOf(frame, state.args.exchange) : null;
  if (told) tell(state, told.channel, told.event, ctx);
  if (frame.kind === "depth") {
    const book = state.books.get(frame.symbol);
    if (book) act(state, book, book.hear(frame), ctx);
  } else if (frame.kind === "bookTop") {
    const book = state.books.get(frame.top.symbol);
    if (book) act(state, book, book.hearTop(frame.top), ctx);
  }
}

/** Streams flow. */
export function wireIsLive(state: State, streams: readonly string[], ctx: Context): void {
  mark(state, streams, "live");
  for (const book of booksOf(state, streams)) act(state, book, book.begin(), ctx);
  tellState(state, stateOf(state), ctx);
}

/** Streams do not flow any more, why in the exchange's own words. */
export function wireIsLost(state: State, { streams, why }: { streams: string[]; why: string }, ctx: Context): void {
  ctx.log.warn("A wire is lost", { why, streams: streams.length });
  state.status.reconnects++;
  mark(state, streams, "lost");
  state.freshness.forget(streams);
  fail(state, streams, why);
  for (const book of booksOf(state, streams)) act(state, book, book.lost(why), ctx);
  tellState(state, stateOf(state), ctx);
}

/** The exchange does not serve a stream; the others go on. */
export function streamIsRefused(state: State, stream: string, why: string, ctx: Context): void {
  ctx.log.warn("A stream was refused", { stream, why });
  mark(state, [stream], "refused");
  fail(state, [stream], why);
  tellState(state, stateOf(state), ctx);
}

function mark({ streams }: State, names: readonly string[], as: "live" | "lost" | "refused"): void {
  for (const name of names) if (streams.has(name)) streams.set(name, as);
}

/** The flows that need one of these streams have an error. */
function fail({ subscriptions, status }: State, streams: readonly string[], why: string): void {
  status.lastError = why;
  const names = new Set(streams);
  for (const flow of subscriptions.flows()) {
    if (streamsOf(flow.subscription).some((stream) => names.has(stream))) flow.error = why;
  }
}

/** Where the connection stands, by how its streams are. */
export function stateOf({ streams, status }: State): ConnectionInfo["state"] {
  const states = new Set(streams.values());
  if (states.size === 0) return status.state === "closed" ? "closed" : "idle";
  if (states.has("lost")) return "waiting";
  return states.has("asked") ? "connecting" : "live";
}
