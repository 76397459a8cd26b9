/** What the runtime bench's actor hears. */
import { z } from "zod";
import type { Trade } from "./trade.ts";

const trade: z.ZodType<Trade> = z.object({
  symbol: z.string(),
  id: z.number(),
  price: z.string(),
  quantity: z.string(),
  time: z.number(),
  maker: z.boolean(),
  best: z.boolean(),
  venue: z.string(),
});

/** Its protocol. */
export const benchProtocol = { Trade: { in: trade }, Get: { out: z.number() }, Crash: {}, Hang: {} } as const;
