/** What a form takes over from a strategy, once it was read. */
import { useEffect, useRef } from "preact/hooks";
import type { StrategySetup } from "./views.ts";

/** Tells whenever another strategy was read than before. `knownId`: whose values the form has already; null = nobody's. */
export function useRead(
  setup: StrategySetup | null,
  knownId: string | null,
  tell: (setup: StrategySetup) => void,
): void {
  const known = useRef(knownId);
  useEffect(() => {
    if (setup === null || setup.strategyId === known.current) return;
    known.current = setup.strategyId;
    tell(setup);
  }, [setup]);
}
