/** What the browser knows, as signals; islands read them, and the live connection writes them. */
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { LiveEventData, LiveEventName, Snapshot } from "../../actors/live/live_events.ts";
import type { TreeReport } from "../../actors/live/tree_report.ts";
import type { StrategyStatus } from "../../domain/active_strategy.ts";
import type { RunProgress } from "../../domain/backtest/request.ts";
import { hasEnded } from "../../domain/backtest/run_state.ts";
import type { Candle } from "../../domain/candle.ts";
import type { Coherence } from "../../domain/feed_audit.ts";
import type { HeartbeatStatus, MarketFrame } from "../../domain/heartbeat.ts";

/** How many frames a page keeps. */
export const ROWS = 60;

/** Whether events arrive. `connecting` is the time before the first connection. */
export const connection = signal<"connecting" | "open" | "lost">("connecting");
/** The market feed's state; null while unknown. */
export const status = signal<HeartbeatStatus | null>(null);
/** Strategies at work by their id; null while unknown. */
export const strategies = signal<ReadonlyMap<string, StrategyStatus> | null>(null);
/** Backtests and searches that have not ended, by their id; null while unknown. */
export const runs = signal<ReadonlyMap<string, RunProgress> | null>(null);
/** The last closed candle by `BTC/USDT@1m`; null while unknown. */
export const candles = signal<ReadonlyMap<string, Candle> | null>(null);
/** The last frames, oldest first; null while nobody looks. */
export const rows = signal<readonly MarketFrame[] | null>(null);
/** How regular the candles of `BTC/USDT@1m` were; null while nobody looks. */
export const coherences = signal<ReadonlyMap<string, Coherence> | null>(null);
/** The supervision tree; null while nobody looks. */
export const tree = signal<TreeReport | null>(null);
/** Rises whenever events may have been missed for good: whoever keeps a list fetches it anew. */
export const gaps = signal(0);

/** `BTC/USDT@1m`. */
export function keyOf(candle: Pick<Candle, "symbol" | "timeframe">): string {
  return `${candle.symbol}@${candle.timeframe}`;
}

type Listener<N extends LiveEventName> = (data: LiveEventData[N]) => void;
const listeners = new Map<LiveEventName, Set<(data: never) => void>>();

/** Hears an event until the returned function is called. */
export function onEvent<N extends LiveEventName>(name: N, listener: Listener<N>): () => void {
  const set = listeners.get(name) ?? new Set();
  listeners.set(name, set.add(listener as (data: never) => void));
  return () => void set.delete(listener as (data: never) => void);
}

/** Calls whenever events may have been missed for good, until the returned function is called. */
function onGap(listener: () => void): () => void {
  let seen = gaps.peek();
  return gaps.subscribe((value) => {
    if (value !== seen) listener();
    seen = value;
  });
}

/**
 * The same, and whenever events begin to arrive: between the moment the server rendered and that one, some have passed that
 * nobody heard.
 */
export function onMissed(listener: () => void): () => void {
  const ends = [connection.subscribe((state) => void (state === "open" && listener())), onGap(listener)];
  return () => ends.forEach((end) => end());
}

/** Takes an event over. */
export function apply<N extends LiveEventName>(name: N, data: LiveEventData[N]): void {
  batch(() => {
    (appliers[name] as ((data: LiveEventData[N]) => void) | undefined)?.(data);
    for (const listener of listeners.get(name) ?? []) listener(data as never);
  });
}

const appliers: { readonly [N in LiveEventName]?: (data: LiveEventData[N]) => void } = {
  snapshot: takeSnapshot,
  raw: ({ rows: added }) => {
    rows.value = [...rows.value ?? [], ...added].slice(-ROWS);
  },
  candle: ({ candle }) => {
    candles.value = new Map(candles.value).set(keyOf(candle), candle);
  },
  "heartbeat-status": (data) => {
    status.value = data;
  },
  strategy: (data) => {
    strategies.value = new Map(strategies.value).set(data.activeStrategyId, data);
  },
  "strategy-stopped": ({ activeStrategyId }) => {
    const left = new Map(strategies.value);
    left.delete(activeStrategyId);
    strategies.value = left;
  },
  run: (data) => {
    const left = new Map(runs.value);
    if (hasEnded(data.state)) left.delete(data.id);
    else left.set(data.id, data);
    runs.value = left;
  },
  audit: ({ coherences: changed }) => {
    coherences.value = new Map([...coherences.value ?? [], ...changed.map((one) => [keyOf(one), one] as const)]);
  },
  tree: (data) => {
    tree.value = data;
  },
};

function takeSnapshot(data: Snapshot): void {
  status.value = data.status;
  if (data.rows.length > 0) rows.value = data.rows;
  candles.value = new Map([...candles.value ?? [], ...data.candles.map((candle) => [keyOf(candle), candle] as const)]);
  strategies.value = new Map(data.strategies.map((strategy) => [strategy.activeStrategyId, strategy]));
  runs.value = new Map(data.runs.map((run) => [run.id, run]));
}

/** Takes over what the server rendered, where nothing newer is known. */
export function seed(rendered: Partial<Snapshot>): void {
  batch(() => {
    status.value ??= rendered.status ?? null;
    if (rendered.rows) rows.value ??= rendered.rows;
    if (rendered.candles) candles.value ??= new Map(rendered.candles.map((candle) => [keyOf(candle), candle]));
    if (rendered.strategies) {
      strategies.value ??= new Map(rendered.strategies.map((strategy) => [strategy.activeStrategyId, strategy]));
    }
    if (rendered.runs) runs.value ??= new Map(rendered.runs.map((run) => [run.id, run]));
  });
}

/** How things stand, for a tab that has just opened. */
export function snapshotNow(): Snapshot {
  return {
    status: status.value,
    rows: [...rows.value ?? []],
    candles: [...candles.value?.values() ?? []],
    strategies: [...strategies.value?.values() ?? []],
    runs: [...runs.value?.values() ?? []],
  };
}

/** The stored value, or what the server rendered: always that one for the first render, so that it fits the page. */
export function useLive<T, I>(stored: ReadonlySignal<T | null>, rendered: I): T | I {
  const [isAwake, setAwake] = useState(false);
  useEffect(() => setAwake(true), []);
  const value = stored.value;
  return isAwake && value !== null ? value : rendered;
}
