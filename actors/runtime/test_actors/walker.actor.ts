/** Hears **Walk** and **GetError**: asks the next of a route, awaiting the answer in one of the ways there are. */
import { z } from "zod";
import { defineActor } from "../mod.ts";
import { walkerProtocol } from "./walker.ts";

export default defineActor({
  protocol: walkerProtocol,
  args: z.undefined(),
  init: () => ({ error: "" }),
  on: {
    async Walk(state, { route: [next, ...route], way }, ctx) {
      if (next === undefined) return "arrived";
      const ask = () => ctx.whereis(`/root/${next}`, walkerProtocol).ask("Walk", { route, way }, { timeout: "1m" });
      const note = (error: unknown) => void (state.error = String(error));
      switch (way) {
        case "await":
          return await ask();
        case "return":
          return ask();
        case "all":
          return (await Promise.all([ask()]))[0] ?? "";
        case "finally":
          return await ask().then((answer) => answer).finally(() => {});
        case "callback":
          ask().then((answer) => answer === "arrived" || note(answer), note);
          await ctx.clock.sleep("10s");
          return "arrived";
        case "leave":
          ask().catch(note);
          return "arrived";
      }
    },
    GetError: (state) => state.error,
  },
});
