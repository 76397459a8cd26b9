/** Does nothing: what a worker takes by itself. */
import { z } from "zod";
import { defineActor } from "../../actors/runtime/mod.ts";

export default defineActor({ protocol: {}, args: z.undefined(), init: () => null, on: {} });
