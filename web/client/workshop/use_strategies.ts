/** The user's strategies as the house has them now. */
import { useEffect, useState } from "preact/hooks";
import type { StrategyRow } from "../../workshop_services.ts";
import { onEvent, onMissed } from "../store.ts";
import { Refetch } from "../trading/refetch.ts";
import { listStrategies } from "./requests.ts";

/** A burst of news is fetched once, ms. */
const BURST_MS = 200;

/** The rendered rows, fetched anew after what may have changed them. */
export function useStrategies(rendered: readonly StrategyRow[]) {
  const [rows, setRows] = useState(rendered);
  const [refetch] = useState(() =>
    new Refetch(async () => {
      const answer = await listStrategies();
      if (answer.ok) setRows(answer.value);
    }, BURST_MS)
  );
  useEffect(() => {
    const ends = [
      onEvent("verdict", () => refetch.soon()),
      onEvent("strategy-stopped", () => refetch.soon()),
      onMissed(() => refetch.soon()),
      () => refetch.stop(),
    ];
    return () => ends.forEach((end) => end());
  }, []);
  return { rows, refetch: () => refetch.now() };
}
