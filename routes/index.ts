/** The dashboard begins at the market. */
import { define } from "../web/state.ts";

export const handler = define.handlers({ GET: (ctx) => ctx.redirect("/heartbeat") });
