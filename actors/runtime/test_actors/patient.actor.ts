/** Answers after as many milliseconds as it is asked for. **Hears** `AnswerIn`. **On restart** it begins with nothing. */
import { z } from "zod";
import { defineActor, later } from "../mod.ts";
import { patientProtocol } from "./patient.ts";

export default defineActor({
  protocol: patientProtocol,
  args: z.undefined(),
  init: () => null,
  on: {
    AnswerIn: (_, ms, ctx) => later(ctx.clock.sleep(ms).then(() => ms)),
  },
});
