/** Asking another actor for what one can do without. */
import { type ActorContext, AskError } from "./runtime/mod.ts";

/** What is answered; null where nothing is, which the log says as `what`. */
export async function answerOf<T>(
  ask: () => Promise<T>,
  what: string,
  ctx: Pick<ActorContext, "log">,
): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    ctx.log.info(what, { why: error.message });
    return null;
  }
}
