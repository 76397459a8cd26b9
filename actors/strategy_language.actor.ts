/**
 * The language service of one user: TypeScript, in a process that may do nothing.
 * Holds: the libraries' declarations, and the source that was asked about last. It compiles, and never runs what it reads.
 * **Hears** what is wrong with a source, what can stand at a place, and what stands there, from the user's pages.
 * **Tells** nobody.
 * **On restart** it is as empty as before: every question brings its source. It ends when nobody has asked for a while.
 *
 * A source whose types keep it busy for long is the process's death, which its asker sees.
 */
import { z } from "zod";
import { SourceLanguage } from "../workshop/source_language.ts";
import { defineActor } from "./runtime/mod.ts";
import { strategyLanguageProtocol } from "./strategy_language_protocol.ts";

/** It goes when nobody has asked for so long. */
const IDLE_MS = 180_000;
const LOOK = "30s";

interface State {
  readonly language: SourceLanguage;
  askedMs: number;
}

export default defineActor({
  protocol: strategyLanguageProtocol,
  args: z.object({ libraries: z.record(z.string(), z.string()) }),
  init(ctx, { libraries }): State {
    ctx.every(LOOK, "LookIdle");
    return { language: new SourceLanguage(libraries), askedMs: ctx.clock.now() };
  },
  on: {
    Check(state, { source }, ctx) {
      state.askedMs = ctx.clock.now();
      return state.language.check(source);
    },
    Complete(state, { source, offset }, ctx) {
      state.askedMs = ctx.clock.now();
      return state.language.complete(source, offset);
    },
    Hover(state, { source, offset }, ctx) {
      state.askedMs = ctx.clock.now();
      return state.language.hover(source, offset);
    },
    LookIdle({ askedMs }, _, ctx) {
      if (ctx.clock.now() - askedMs > IDLE_MS) ctx.stop();
    },
  },
});
