/** Seeing to it that the candles of a run are stored. */
import { ensureHistory } from "../market_history.ts";
import { marketDeskProtocol } from "../market_desk_protocol.ts";
import { recorderProtocol } from "../recorder_protocol.ts";
import type { BacktestRunArgs } from "./protocol.ts";
import { historyEndMs } from "./range.ts";
import { deskOf, type RunContext } from "./state.ts";

/** Fetches what is missing, tells how far it is, and at last that all is stored. */
export async function fetchCandles(args: BacktestRunArgs, ctx: RunContext, signal: AbortSignal): Promise<void> {
  const { work: { id, request }, start } = args;
  const desk = deskOf(args, ctx);
  const { symbol, timeframe, fromMs } = request;
  // A market that runs faster than the clock has stored what lies beyond it.
  const toMs = Math.min(historyEndMs(request), ctx.clock.now());
  if (fromMs < toMs) {
    await ensureHistory({ symbol, timeframe, fromMs, toMs, by: ctx.self.path }, {
      desk: ctx.whereis(args.marketDeskPath, marketDeskProtocol),
      recorder: ctx.whereis(args.recorderPath, recorderProtocol),
      clock: ctx.clock,
      signal,
      onProgress: ({ part, error }) => {
        if (part < 1) desk.tell("RunMoved", { id, start, part, error });
      },
    });
  }
  desk.tell("CandlesStored", { id, start });
}
