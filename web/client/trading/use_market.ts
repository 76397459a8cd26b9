/** Where the trading page is, and the market that it looks at there. */
import { useEffect, useState } from "preact/hooks";
import type { Symbol } from "../../../domain/market.ts";
import { fill } from "../../i18n/mod.ts";
import { onEvent } from "../store.ts";
import { toast } from "../toasts.ts";
import { getJson } from "./ask.ts";
import { MarketModel } from "./market_model.ts";
import { addressOf, type Place } from "./place.ts";
import type { MarketFacts } from "./views.ts";

/** Where the page is, kept in its address. */
export function usePlace(rendered: Place): { place: Place; go: (to: Partial<Place>) => void } {
  const [place, setPlace] = useState(rendered);
  useEffect(() => {
    history.replaceState(history.state, "", addressOf(place));
  }, [place]);
  return { place, go: (to) => setPlace((before) => ({ ...before, ...to })) };
}

/**
 * The market that is looked at, followed as long as it is; the one before stays on the page until the next is known. Where that
 * cannot be had, `back` is told which one is still there.
 */
export function useMarket(
  brokerId: string,
  symbol: string,
  rendered: MarketFacts | null,
  back: (symbol: Symbol) => void,
): MarketModel | null {
  const [model, setModel] = useState(() => rendered && new MarketModel(rendered));
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (model?.facts.market.symbol === symbol || (model === null && attempt === 0)) return;
    const abort = new AbortController();
    void (async () => {
      const answer = await getJson<MarketFacts>(`/api/trading/${brokerId}/market`, { symbol }, abort.signal)
        .catch(() => null);
      if (answer === null) return;
      if (answer.ok) return setModel(new MarketModel(answer.value));
      toast("error", (texts) => fill(texts.trading.requestFailed, { reason: answer.reason }));
      if (model !== null) back(model.facts.market.symbol);
    })();
    return () => abort.abort();
  }, [brokerId, symbol, attempt]);
  useEffect(() => {
    if (model !== null) return model.follow();
    // The symbols of a new account are on their way.
    return onEvent("job", ({ state }) => void (state === "done" && setAttempt((before) => before + 1)));
  }, [model]);
  return model;
}
