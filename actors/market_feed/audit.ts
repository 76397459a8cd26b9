/** The feed's audit: every irregularity is published and logged, and how regular each market is. */
import type { Coherence, FeedIncident, IncidentKind } from "../../domain/feed_audit.ts";
import type { Symbol } from "../../domain/market.ts";
import type { Timeframe } from "../../domain/timeframe.ts";
import type { ActorContext } from "../runtime/mod.ts";
import { candleKey, coherences, feedIncidents } from "../topics.ts";
import type { Note } from "./note.ts";

/** What an incident is called in the log, and how loudly. */
const LOGGED: Readonly<Partial<Record<IncidentKind, readonly ["debug" | "info" | "warn", string]>>> = {
  candle_gap: ["warn", "The wire skipped candles"],
  candle_repair: ["info", "Candles were fetched over REST"],
  trade_gap: ["warn", "The wire skipped prints"],
  trade_repair: ["info", "Missing prints were found"],
  halt: ["warn", "The exchange itself has no candles there: it halted"],
  correction: ["warn", "A closed candle is other than it was told"],
  duplicate: ["debug", "Something was told twice"],
  late: ["warn", "A candle came late"],
  wire_lost: ["warn", "The wire is lost"],
  wire_live: ["info", "The wire is live"],
};

/** Where something was noticed: one market's candles, one market's prints, or the whole connection. */
export interface Place {
  readonly symbol: Symbol | null;
  readonly timeframe: Timeframe | null;
}

type Told = Pick<ActorContext, "publish" | "log" | "clock">;

/** Tells incidents at once, but for duplicates, of which a replaced connection brings many: those are gathered. */
export class FeedAudit {
  readonly #duplicates = new Map<string, FeedIncident>();
  /** The coherence told last of each market. */
  readonly #coherences = new Map<Symbol, Coherence>();

  constructor(readonly exchange: string, private readonly ctx: Told) {}

  /** Takes what was noticed. */
  note({ symbol, timeframe }: Place, notes: readonly Note[]): void {
    for (const note of notes) {
      const incident = { exchange: this.exchange, symbol, timeframe, atMs: this.ctx.clock.now(), ...note };
      if (note.kind === "duplicate") this.#gather(incident);
      else this.#tell(incident);
    }
  }

  /** Tells what was gathered, and every coherence that has changed. To be called about once a second. */
  flush(all: Iterable<Coherence>): void {
    for (const incident of this.#duplicates.values()) this.#tell(incident);
    this.#duplicates.clear();
    for (const coherence of all) {
      const { symbol, timeframe } = coherence;
      if (this.#coherences.get(symbol) === coherence) continue;
      this.#coherences.set(symbol, coherence);
      this.ctx.publish(coherences.key(candleKey(symbol, timeframe)), coherence);
    }
  }

  /** Nothing more is told of this market. */
  forget(symbol: Symbol): void {
    this.#coherences.delete(symbol);
  }

  #gather(incident: FeedIncident): void {
    const key = `${incident.symbol}@${incident.timeframe}`;
    const before = this.#duplicates.get(key) ?? { ...incident, count: 0 };
    const from = Math.min(before.from!, incident.from!);
    const to = Math.max(before.to!, incident.to!);
    this.#duplicates.set(key, { ...before, from, to, count: before.count + incident.count });
  }

  #tell(incident: FeedIncident): void {
    this.ctx.publish(feedIncidents, incident);
    const { kind, symbol, timeframe, from, to, count, detail } = incident;
    const [level, words] = LOGGED[kind] ?? ["info", kind];
    this.ctx.log[level](words, { symbol, timeframe, from, to, count, detail });
  }
}
