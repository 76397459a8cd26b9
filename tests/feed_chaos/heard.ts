/** What a whole day of a feed has told. */
import type { System } from "../../actors/runtime/mod.ts";
import { candleKey, corrections, feedIncidents, heartbeat, trades } from "../../actors/topics.ts";
import type { CandleClosed } from "../../domain/candle.ts";
import type { CandleCorrected, FeedIncident } from "../../domain/feed_audit.ts";
import type { Symbol } from "../../domain/market.ts";

/** What was heard, in its order. */
export interface Heard {
  /** By symbol and timeframe. */
  readonly closed: Map<string, CandleClosed[]>;
  readonly corrected: Map<string, CandleCorrected[]>;
  /** Ids by symbol; null = here the feed began anew. */
  readonly printed: Map<Symbol, (number | null)[]>;
  readonly incidents: FeedIncident[];
  /** The feed has crashed. */
  crashed(): void;
}

/** Hears everything from now on. */
export function listen(system: System): Heard {
  const printed: Heard["printed"] = new Map();
  const heard: Heard = {
    closed: new Map(),
    corrected: new Map(),
    printed,
    incidents: [],
    crashed: () => printed.values().forEach((ids) => ids.push(null)),
  };
  system.subscribe(
    heartbeat,
    (told) => gather(heard.closed, candleKey(told.candle.symbol, told.candle.timeframe), told),
  );
  system.subscribe(
    corrections,
    (told) => gather(heard.corrected, candleKey(told.candle.symbol, told.candle.timeframe), told),
  );
  system.subscribe(trades, ({ trade }) => gather(printed, trade.symbol, trade.id));
  system.subscribe(feedIncidents, (incident) => heard.incidents.push(incident));
  return heard;
}

function gather<T>(into: Map<string, T[]>, key: string, value: T): void {
  const before = into.get(key);
  if (before) before.push(value);
  else into.set(key, [value]);
}
