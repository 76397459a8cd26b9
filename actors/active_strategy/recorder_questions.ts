/** What the guard asks the recorder: closed candles of its market, oldest first; undefined when it does not answer. */
import type { Candle } from "../../domain/candle.ts";
import { recorderProtocol } from "../recorder_protocol.ts";
import { AskError, type Payload } from "../runtime/mod.ts";
import { HISTORY } from "./demand.ts";
import type { Guard, GuardContext } from "./guard.ts";

/** Candles fetched at most to fill a gap. */
const GAP_LIMIT = 5_000;

/** The candles up to the newest one that was heard and, where `before` is said, before that one. */
export function candlesSoFar(
  { args, lastCandle }: Guard,
  ctx: GuardContext,
  before?: Candle,
): Promise<Candle[] | undefined> {
  const { symbol, timeframe } = args.activeStrategy;
  const toMs = before?.openMs ?? (lastCandle ? lastCandle.openMs + 1 : null);
  return askRecorder(args.recorderPath, { symbol, timeframe, fromMs: null, toMs, limit: HISTORY }, ctx);
}

/** The candles between the newest one heard and `candle`; none when the exchange had none. */
export function candlesBetween(
  { args, lastCandle }: Guard,
  candle: Candle,
  ctx: GuardContext,
): Promise<Candle[] | undefined> {
  const { symbol, timeframe } = args.activeStrategy;
  const range = { symbol, timeframe, fromMs: lastCandle!.openMs + 1, toMs: candle.openMs, limit: GAP_LIMIT };
  return askRecorder(args.recorderPath, range, ctx);
}

async function askRecorder(
  path: string,
  range: Payload<typeof recorderProtocol.GetCandles>,
  ctx: GuardContext,
): Promise<Candle[] | undefined> {
  try {
    return await ctx.whereis(path, recorderProtocol).ask("GetCandles", range);
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    ctx.log.warn("The recorder does not answer", { why: error.message });
    return undefined;
  }
}
