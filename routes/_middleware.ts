/** Before every route: nothing is answered to somebody of whom it could not be found out who they are. */
import { define } from "../web/state.ts";

export const handler = define.middleware((ctx) => {
  if (ctx.state.failure !== null) throw ctx.state.failure;
  return ctx.next();
});
