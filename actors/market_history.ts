/**
 * Seeing to it that the candles of a range are stored before somebody reads them, a backtest for example: the desk is told of
 * the need, and what is missing is fetched once, page by page, behind everything live.
 */
import type { Symbol } from "../domain/market.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import type { marketDeskProtocol } from "./market_desk_protocol.ts";
import type { recorderProtocol } from "./recorder_protocol.ts";
import { type ActorRef, AskError, type Clock } from "./runtime/mod.ts";

/** Which candles: those that open at or after `fromMs` and close before `toMs`, UTC ms. */
export interface HistoryRange {
  readonly symbol: Symbol;
  readonly timeframe: Timeframe;
  readonly fromMs: number;
  readonly toMs: number;
  /** Path of the actor that wants them; should it end, so does the need. */
  readonly by: string;
}

/** How far it is. */
export interface HistoryProgress {
  /** Part of the range that is stored, from 0 to 1. */
  readonly part: number;
  /** Why it does not go on at the moment, in the exchange's words; it is tried again. Null while it does. */
  readonly error: string | null;
}

/** Who does it, and how to follow and to end it. */
export interface HistoryOptions {
  readonly desk: ActorRef<typeof marketDeskProtocol>;
  readonly recorder: ActorRef<typeof recorderProtocol>;
  readonly clock: Clock;
  /** Ends the waiting; what was fetched so far stays. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: HistoryProgress) => void;
}

const LOOK_MS = 500;
/** Told again with each look, so the need ends soon after the last, and a desk that starts anew hears of it. */
const NEED_MS = 60_000;

/**
 * Settles when everything that the exchange has in the range is stored, in all timeframes.
 * @throws {RangeError} when the range is none or lies in the future, or the desk refuses the market, with its reason.
 * @throws the signal's reason when it is aborted.
 */
export async function ensureHistory(range: HistoryRange, options: HistoryOptions): Promise<void> {
  const { clock, signal, onProgress } = options;
  const { symbol, fromMs, toMs } = range;
  if (fromMs >= toMs || toMs > clock.now()) {
    const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString());
    throw new RangeError(`Cannot fetch ${symbol} from ${from} to ${to}: expected a range that has passed`);
  }
  for (;;) {
    signal?.throwIfAborted();
    const progress = await look(range, options);
    onProgress?.(progress);
    if (progress.part === 1) return;
    await clock.sleep(LOOK_MS, signal);
  }
}

async function look(range: HistoryRange, { desk, recorder }: HistoryOptions): Promise<HistoryProgress> {
  const { symbol, timeframe, fromMs, toMs, by } = range;
  try {
    const need = await desk.ask("Need", { symbol, timeframe, fromMs, by, forMs: NEED_MS });
    if (!need.accepted) throw new RangeError(`Cannot fetch ${symbol}: ${need.reason}`);
    const history = await desk.ask("GetHistory", { symbol });
    const last = await recorder.ask("GetLastCandle", { symbol, timeframe });
    if (history?.complete && last && last.closeMs >= toMs - 1) return { part: 1, error: null };
    const [begin, end] = [history?.firstMs ?? toMs, last ? last.closeMs + 1 : toMs];
    const stored = Math.min(end, toMs) - Math.max(begin, fromMs);
    return { part: Math.min(0.999, Math.max(0, stored / (toMs - fromMs))), error: history?.error ?? null };
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    return { part: 0, error: error.message };
  }
}
