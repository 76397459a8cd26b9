/** What is gathered for a moment, so that browsers are told of much at once rather than of little often. */
import type { Candle } from "../../domain/candle.ts";
import type { Coherence, FeedIncident } from "../../domain/feed_audit.ts";
import type { MarketFrame } from "../../domain/heartbeat.ts";
import { addRows, ROWS } from "./live_picture.ts";

/** The newest of what nobody has been told yet. */
export class Pending {
  /** At most {@linkcode ROWS}, oldest first. */
  readonly rows: MarketFrame[] = [];
  /** Open candles by `BTC/USDT@1m`. */
  readonly candles = new Map<string, Candle>();
  /** At most {@linkcode ROWS}, oldest first; the audit log itself is stored and can be asked for. */
  readonly incidents: FeedIncident[] = [];
  /** By `BTC/USDT@1m`. */
  readonly coherences = new Map<string, Coherence>();

  addRow(row: MarketFrame): void {
    addRows(this.rows, [row]);
  }

  addIncident(incident: FeedIncident): void {
    this.incidents.push(incident);
    if (this.incidents.length > ROWS) this.incidents.shift();
  }
}
