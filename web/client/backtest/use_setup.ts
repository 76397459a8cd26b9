/** What the form must know of the chosen strategy and market, fetched as they are chosen. */
import { useEffect, useState } from "preact/hooks";
import type { Market, Symbol } from "../../../domain/market.ts";
import { type Answer, getJson } from "../trading/ask.ts";
import type { StrategySetup } from "./views.ts";

/** What is known: of the strategy that is chosen now, or nothing yet, or why not. */
export interface SetupState {
  readonly setup: StrategySetup | null;
  readonly reason: string | null;
}

/** `version` null = the newest. */
export function useSetup(strategyId: string | null, version: number | null): SetupState {
  const { value: setup, reason } = useAnswer<StrategySetup>(
    strategyId === null ? null : "/api/backtests/setup",
    { strategy: strategyId, version },
  );
  return { setup, reason };
}

/** The rules of a market; null while they are not known. */
export function useRules(symbol: Symbol | null): Market | null {
  return useAnswer<Market>(symbol === null ? null : "/api/backtests/market", { symbol }).value;
}

interface Told<T> {
  readonly asked: string;
  readonly value: T | null;
  readonly reason: string | null;
}

/** What was answered to the newest question; nothing of an older one. */
function useAnswer<T>(path: string | null, query: Readonly<Record<string, string | number | null>>): Told<T> {
  const asked = `${path} ${JSON.stringify(query)}`;
  const [told, tell] = useState<Told<T>>({ asked: "", value: null, reason: null });
  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    getJson<T>(path, query, abort.signal).then(
      (answer: Answer<T>) =>
        tell({ asked, value: answer.ok ? answer.value : null, reason: answer.ok ? null : answer.reason }),
      (error: Error) => {
        if (error.name !== "AbortError") throw error;
      },
    );
    return () => abort.abort();
  }, [asked]);
  return told.asked === asked ? told : { asked, value: null, reason: null };
}
