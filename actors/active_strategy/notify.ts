/** Telling its user what happens to a strategy at work. */
import type { ActiveStrategy, Notice } from "../../domain/active_strategy.ts";
import type { ActorContext } from "../runtime/mod.ts";
import { notices } from "../topics.ts";

/** Who acts for a strategy: its guard, and the actor of its position. */
export interface OfStrategy {
  readonly args: { readonly activeStrategy: ActiveStrategy; readonly name: string };
}

/** Tells its user something. `key` names a text of the dictionaries; name and symbol are always among its parameters. */
export function notify(
  { args }: OfStrategy,
  ctx: Pick<ActorContext, "publish" | "clock">,
  level: Notice["level"],
  key: string,
  parameters: Record<string, string> = {},
): void {
  const { userId, symbol } = args.activeStrategy;
  const timeMs = ctx.clock.now();
  ctx.publish(notices.key(userId), {
    level,
    userId,
    key,
    parameters: { name: args.name, symbol, ...parameters },
    timeMs,
  });
}
