/** The protocol of an actor that asks others, who ask others. */
import { z } from "zod";

/** How a walker takes the answer that it asks for. */
export const ways = ["await", "return", "all", "callback", "finally", "leave"] as const;

/** What the walker hears. */
export const walkerProtocol = {
  /** Asks the actors of the route in turn, and in the end nobody. */
  Walk: { in: z.object({ route: z.array(z.string()), way: z.enum(ways) }), out: z.string() },
  GetError: { out: z.string() },
} as const;
