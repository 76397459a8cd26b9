/** What the demo exchange hears; apart from the actor, so that who asks it need not load a server. */
import { z } from "zod";
import { chaosPlan } from "../exchanges/demo/chaos/plan.ts";

/** What is asked of a demo exchange wherever it runs. */
export const demoDoorProtocol = {
  /** Where it can be reached. A client adds `/api/v3`, and `/ws` or `/stream`. May change with a restart. */
  GetAddress: { out: z.object({ restUrl: z.string(), wsUrl: z.string() }) },
  /** Opens an account with some of every currency; each has a key of its own, also under the name of another. */
  OpenAccount: { in: z.object({ name: z.string() }), out: z.object({ apiKey: z.string(), secret: z.string() }) },
} as const;

/** Questions and commands to the demo exchange inside. */
export const demoExchangeProtocol = {
  ...demoDoorProtocol,
  /** Lets things go wrong on purpose from now on; null = nothing more. For tests and demonstrations. */
  SetChaos: { in: z.object({ plan: chaosPlan.nullable() }) },
  /** How often what went wrong on purpose since the start, by its kind, such as `drop` or `halt`. */
  GetFaults: { out: z.object({ counts: z.record(z.string(), z.int()) }) },
  /** How it is. */
  GetState: {
    out: z.object({
      /** The exchange's own time, UTC ms. */
      exchangeMs: z.int(),
      /** How many times as fast that time runs. */
      speed: z.number(),
      /** Symbols in the exchange's spelling. */
      symbols: z.array(z.string()),
      connections: z.int(),
      /** Streams that somebody listens to. */
      streams: z.int(),
    }),
  },
} as const;
