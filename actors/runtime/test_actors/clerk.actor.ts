/** Counts what it was asked. **Hears** `Get`, `Wait`, `GetOdd`. **On restart** begins at 0 again. */
import { z } from "zod";
import { defineActor } from "../mod.ts";
import { clerkProtocol } from "./clerk.ts";

export default defineActor({
  protocol: clerkProtocol,
  args: z.undefined(),
  mailbox: { capacity: 3, overflow: "reject" },
  init: () => ({ asked: 0 }),
  on: {
    Get: (state) => ++state.asked,
    Wait: async (state, { ms }, ctx) => {
      await ctx.clock.sleep(ms);
      return ++state.asked;
    },
    GetOdd: (state) => {
      state.asked++;
      return [() => 1, 1n];
    },
  },
});
