/** What the form must know of the chosen strategy and market, fetched as they are chosen. */
import { useEffect, useState } from "preact/hooks";
import type { Market, Symbol } from "../../../domain/market.ts";
import { type Answer, getJson } from "../trading/ask.ts";
import type { StrategySetup } from "./views.ts";

/** What is known: of the strategy that is chosen now, or nothing yet, or why not. */
export interface SetupState {
  readonly setup: StrategySetup | null;
  readonly reason: string | null;
  /** Asks once more. */
  readonly retry: () => void;
}

/** `version` null = the newest. */
export function useSetup(strategyId: string | null, version: number | null): SetupState {
  const { value: setup, reason, retry } = useAnswer<StrategySetup>(
    strategyId === null ? null : "/api/backtests/setup",
    { strategy: strategyId, version },
  );
  return { setup, reason, retry };
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

/** Whoever reads sources may just be starting: asked again so often before the user is told, ms apart. */
const PATIENCE = { times: 3, apartMs: 1_000 };

/** What was answered to the newest question; nothing of an older one. */
function useAnswer<T>(path: string | null, query: Readonly<Record<string, string | number | null>>) {
  const [attempt, setAttempt] = useState(0);
  const asked = `${path} ${JSON.stringify(query)} ${attempt}`;
  const [told, tell] = useState<Told<T>>({ asked: "", value: null, reason: null });
  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    patientJson<T>(path, query, abort.signal).then(
      (answer) => tell({ asked, value: answer.ok ? answer.value : null, reason: answer.ok ? null : answer.reason }),
      (error: Error) => {
        if (error.name !== "AbortError") throw error;
      },
    );
    return () => abort.abort();
  }, [asked]);
  const { value, reason } = told.asked === asked ? told : { value: null, reason: null };
  return { value, reason, retry: () => setAttempt((before) => before + 1) };
}

/** @throws {DOMException} AbortError when `signal` gives it up. */
async function patientJson<T>(
  path: string,
  query: Readonly<Record<string, string | number | null>>,
  signal: AbortSignal,
): Promise<Answer<T>> {
  for (let time = 1;; time++) {
    const answer = await getJson<T>(path, query, signal);
    const isPassing = !answer.ok && [0, 503, 504].includes(answer.status);
    if (!isPassing || time === PATIENCE.times) return answer;
    await new Promise((resolve) => setTimeout(resolve, PATIENCE.apartMs));
    signal.throwIfAborted();
  }
}
