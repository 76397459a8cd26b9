/** Puts aside what it is told and asked until it is to **Decide**. **On restart** it hesitates again. */
import { z } from "zod";
import { defineActor } from "../mod.ts";
import { hesitantProtocol } from "./hesitant.ts";

export default defineActor({
  protocol: hesitantProtocol,
  args: z.undefined(),
  init: () => ({ decided: false, notes: [] as number[] }),
  on: {
    Note(state, { n }, ctx) {
      if (!state.decided) return ctx.stash();
      state.notes.push(n);
    },
    Remember: () => {},
    Confirm(state, { n }, ctx) {
      if (!state.decided) ctx.stash();
      return n;
    },
    Decide(state, _message, ctx) {
      state.decided = true;
      ctx.unstash();
    },
    GetNotes: (state) => state.notes,
  },
});
