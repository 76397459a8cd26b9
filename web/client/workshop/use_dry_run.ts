/** The dry run of a workshop: asked for, and what came of it. */
import { useRef, useState } from "preact/hooks";
import type { Symbol } from "../../../domain/market.ts";
import type { DryRun } from "../../workshop_services.ts";
import type { Draft } from "./draft.ts";
import { dryRun, type Trial } from "./requests.ts";

/** A run, and what it was asked for. */
export interface Tried extends Trial {
  readonly run: DryRun;
}

/** The newest run is the one that is shown. */
export function useDryRun(symbols: readonly Symbol[]) {
  const [symbol, choose] = useState<Symbol>(symbols[0] ?? "BTC/USDT");
  const [tried, setTried] = useState<Tried | null>(null);
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const newest = useRef(0);
  const run = async ({ source, parameters, timeframe }: Draft) => {
    const mine = ++newest.current;
    setRunning(true);
    const trial: Trial = { source, parameters, symbol, timeframe };
    const answer = await dryRun(trial);
    if (mine !== newest.current) return;
    setRunning(false);
    setFailure(answer.ok ? null : answer.reason);
    if (answer.ok) setTried({ ...trial, run: answer.value });
  };
  return { symbol, choose, tried, isRunning, failure, run };
}
