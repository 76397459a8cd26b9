/** What a user's source prints: a few lines a minute, of bounded length. */
import type { Print } from "../../strategies/compile.ts";
import type { ActorContext } from "../runtime/mod.ts";

const LINES_A_MINUTE = 20;
const MINUTE_MS = 60_000;
const LONGEST = 500;

/** Prints to the actor's log; beyond the lines of a minute nothing is even looked at, only counted. */
export function throttledPrint({ log, clock }: Pick<ActorContext, "log" | "clock">): Print {
  let minute = NaN;
  let lines = 0;
  return (...values) => {
    const now = Math.floor(clock.now() / MINUTE_MS);
    if (now !== minute) {
      if (lines > LINES_A_MINUTE) log.info("The strategy printed too much", { dropped: lines - LINES_A_MINUTE });
      minute = now;
      lines = 0;
    }
    if (++lines > LINES_A_MINUTE) return;
    log.info("The strategy says", { text: values.map(inShort).join(" ").slice(0, LONGEST) });
  };
}

function inShort(value: unknown): string {
  return typeof value === "string"
    ? value
    : Deno.inspect(value, { depth: 2, iterableLimit: 10, strAbbreviateSize: 100 });
}
