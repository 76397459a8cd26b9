/** What the runtime bench's actor hears. */
import { z } from "zod";

/** A trade of eight fields: the message whose travels are measured. */
export const trade = z.object({
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
export const benchProtocol = { Trade: { in: trade }, Get: { out: z.number() }, Crash: {} } as const;

/** A fresh trade. */
export function someTrade(id: number): z.infer<typeof trade> {
  return {
    symbol: "BTC/USDT",
    id,
    price: "64250.11",
    quantity: "0.0131",
    time: 1_700_000_000_000 + id,
    maker: (id & 1) === 0,
    best: true,
    venue: "demo",
  };
}
