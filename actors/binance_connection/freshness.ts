/**
 * Tells what is new from what is older than what was told already. While one connection replaces another both bring the
 * same, and not in step: without this a closed candle might be followed by its last open form. Pure.
 */
import type { Frame } from "../../exchanges/binance/frame.ts";

/** What was heard last of each stream. */
export class Freshness {
  readonly #lastOf = new Map<string, number>();

  /** Whether it is not older than what was heard before of its stream. */
  isFresh(frame: Frame): boolean {
    const order = orderOf(frame);
    if (order === null || !("stream" in frame)) return true;
    if (order < (this.#lastOf.get(frame.stream) ?? -Infinity)) return false;
    this.#lastOf.set(frame.stream, order);
    return true;
  }

  /** Their exchange may begin anew, or they are not wanted any more. */
  forget(streams: Iterable<string>): void {
    for (const stream of streams) this.#lastOf.delete(stream);
  }
}

/** What rises from frame to frame of one stream; null where old ones are told from new ones otherwise. */
function orderOf(frame: Frame): number | null {
  switch (frame.kind) {
    case "candle":
    case "anyCandle":
      return frame.eventMs;
    case "ticker":
      return frame.ticker.timeMs;
    case "tickers":
      return frame.tickers[0]?.timeMs ?? null;
    case "bookTop":
      return frame.top.updateId;
    default:
      return null;
  }
}
