/** The runtime bench's actor: it counts trades, answers, and crashes when told. */
import { z } from "zod";
import { defineActor } from "../../actors/runtime/mod.ts";
import { benchProtocol } from "./protocol.ts";

export default defineActor({
  protocol: benchProtocol,
  args: z.undefined(),
  mailbox: { capacity: 1_000_000 },
  init: () => ({ count: 0 }),
  on: {
    Trade: (state) => {
      state.count++;
    },
    Get: (state) => state.count,
    Hang: () => {
      for (;;);
    },
    Crash: () => {
      throw new Error("told to crash");
    },
  },
});
