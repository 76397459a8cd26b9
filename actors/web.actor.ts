/**
 * The web server.
 *
 * Holds the listening socket.
 * **Hears** the question for its address.
 * **Tells** nothing; requests go to the application that it was given.
 * **On restart** it listens again; on its end the event streams are closed first, then what is being answered may finish.
 */
import { z } from "zod";
import type { StreamDesk } from "./live/stream_desk.ts";
import { type ActorContext, defineActor } from "./runtime/mod.ts";

/** What the web server hears. */
export const webProtocol = {
  GetAddress: { out: z.object({ url: z.string(), hostname: z.string(), port: z.int() }) },
} as const;

/** Answers a request. */
export type Fetch = (request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>) => Promise<Response>;

interface State {
  readonly server: Deno.HttpServer<Deno.NetAddr>;
  readonly desk: StreamDesk;
  readonly drainMs: number;
}

export default defineActor({
  protocol: webProtocol,
  args: z.object({
    fetch: z.custom<Fetch>((value) => typeof value === "function"),
    desk: z.custom<StreamDesk>((value) => typeof value === "object"),
    hostname: z.string(),
    /** 0 = one that is free. */
    port: z.int().min(0).max(65_535),
    /** How long requests may take to finish once the server ends. */
    drainMs: z.int().default(4_000),
  }),
  init(ctx, args): State {
    args.desk.reopen();
    const server = Deno.serve({
      hostname: args.hostname,
      port: args.port,
      onListen: ({ hostname, port }) => ctx.log.info("web server listens", { url: urlOf(hostname, port) }),
    }, args.fetch);
    return { server, desk: args.desk, drainMs: args.drainMs };
  },
  on: {
    GetAddress: ({ server: { addr } }) => ({
      url: urlOf(addr.hostname, addr.port),
      hostname: addr.hostname,
      port: addr.port,
    }),
  },
  terminate: drain,
});

/**
 * An open event stream would keep the server from ever finishing, so those are closed first. A request that takes longer
 * than the drain is left behind: nothing listens any more, and its answer goes where it can.
 */
async function drain(state: State, _: unknown, ctx: ActorContext<typeof webProtocol>): Promise<void> {
  state.desk.closeAll();
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    ctx.log.warn("web server ends with requests unanswered", { drainMs: state.drainMs });
    resolve();
  }, state.drainMs);
  await Promise.race([state.server.shutdown(), late]);
  clearTimeout(timer);
}

function urlOf(hostname: string, port: number): string {
  return `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
