/**
 * A demo exchange that runs in another process.
 * Holds: its address.
 * **Hears** questions for the address, and `OpenAccount`, which it asks of that exchange.
 * **Tells** nobody.
 * **On restart** nothing is lost.
 */
import { z } from "zod";
import { openAccountAt, streamsOf } from "../exchanges/demo/elsewhere.ts";
import { demoDoorProtocol } from "./demo_exchange_protocol.ts";
import { defineActor } from "./runtime/mod.ts";

const demoElsewhereArgs = z.object({
  /** `http://host:port`. */
  restUrl: z.string(),
});

export default defineActor({
  protocol: demoDoorProtocol,
  args: demoElsewhereArgs,
  init: (_ctx, { restUrl }) => ({ restUrl, wsUrl: streamsOf(restUrl) }),
  on: {
    GetAddress: (address) => address,
    OpenAccount: ({ restUrl }, { name }) => openAccountAt(restUrl, `${name} ${crypto.randomUUID()}`),
  },
});
