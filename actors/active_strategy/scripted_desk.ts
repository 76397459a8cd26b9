/** A market desk for tests: writes down what is needed, and says of the past what it was told to. */
import { z } from "zod";
import { type History, type Need, need, needAnswer } from "../market_desk_protocol.ts";
import { marketDeskProtocol } from "../market_desk_protocol.ts";
import { defineActor } from "../runtime/mod.ts";

/** Handed in, so that a test sees and changes it. */
export interface DeskScript {
  readonly needs: Need[];
  history: Pick<History, "complete" | "error"> | null;
  /** Questions for the past so far. */
  asked: number;
  /** What whoever needs a market is told; it is taken, where nothing is said. */
  readonly told?: z.infer<typeof needAnswer>;
}

const { GetHistory } = marketDeskProtocol;

export default defineActor({
  protocol: { Need: { in: need, out: needAnswer }, GetHistory },
  args: z.object({ script: z.custom<DeskScript>() }),
  init: (_ctx, { script }): DeskScript => script,
  on: {
    Need(script: DeskScript, needed) {
      script.needs.push(needed);
      return script.told ?? { accepted: true, reason: null };
    },
    GetHistory(script: DeskScript, { symbol }) {
      script.asked++;
      return script.history && { symbol, firstMs: null, wantedMs: null, ...script.history };
    },
  },
});
