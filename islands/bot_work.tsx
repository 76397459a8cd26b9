/** The page of one strategy at work: its terms, its balance and every trade explained; kept up to date by events. */
import { useEffect, useRef, useState } from "preact/hooks";
import { ActionQuestion } from "../components/bot/action_question.tsx";
import { BalanceChart } from "../components/bot/balance_chart.tsx";
import { DecisionTable } from "../components/bot/decision_table.tsx";
import { TermsPanel } from "../components/bot/terms_panel.tsx";
import { Timeline } from "../components/bot/timeline.tsx";
import type { Asked } from "../components/confirm_dialog.tsx";
import type { WorkView } from "../web/bot_services.ts";
import { Newest } from "../web/client/newest.ts";
import { onEvent, onMissed, strategies as liveStrategies, useLive } from "../web/client/store.ts";
import { getJson } from "../web/client/trading/ask.ts";
import { Refetch } from "../web/client/trading/refetch.ts";
import { type Language, textsOf } from "../web/i18n/mod.ts";

/** Events come in groups; the view is fetched once for all of them. */
const SETTLE_MS = 300;

interface BotWorkProps {
  readonly language: Language;
  readonly view: WorkView;
  /** Of the market's clock, beside that of the wall. */
  readonly marketSpeed: number;
}

export default function BotWork({ language, view: rendered, marketSpeed }: BotWorkProps) {
  const texts = textsOf(language);
  const { view, turn, refetch } = useWorkView(rendered);
  const { id } = view.terms;
  const live = useLive(liveStrategies, null);
  const status = view.status && (live?.get(id) ?? view.status);
  const [asked, ask] = useState<Asked | null>(null);
  return (
    <div class="bot-page">
      <TermsPanel terms={view.terms} {...{ status, language, ask }} texts={texts.bot} />
      <BalanceChart curve={view.curve} symbol={view.terms.symbol} {...{ language, texts }} />
      <Timeline of={view.terms} timeline={view.timeline} {...{ language, texts, turn, marketSpeed }} />
      <DecisionTable of={view.terms} decisions={view.decisions} language={language} texts={texts.bot} />
      <ActionQuestion {...{ asked, ask, live, language }} texts={texts.bot} sent={() => void refetch()} />
    </div>
  );
}

/** The rendered view, fetched anew after each order or decision of this strategy, and whenever something may have been missed. */
function useWorkView(rendered: WorkView) {
  const [view, setView] = useState(rendered);
  const page = useRef(rendered.timeline.page);
  const { id } = rendered.terms;
  const [newest] = useState(() => new Newest());
  const refetch = async () => {
    const answer = await newest.of(getJson<WorkView>(`/api/bot/${id}`, { page: page.current }));
    // While the house is away this is let be: it is asked anew when the connection is found again.
    if (answer?.ok) setView(answer.value);
  };
  const turn = (to: number) => {
    page.current = to;
    void refetch();
  };
  useEffect(() => {
    const news = new Refetch(refetch, SETTLE_MS);
    const soon = () => news.soon();
    const ends = [
      onEvent("order", ({ order }) => void (order.activeStrategyId === id && soon())),
      onEvent("strategy", ({ activeStrategyId }) => void (activeStrategyId === id && soon())),
      onEvent("strategy-stopped", ({ activeStrategyId }) => void (activeStrategyId === id && soon())),
      onMissed(soon),
      () => news.stop(),
    ];
    return () => ends.forEach((end) => end());
  }, []);
  return { view, turn, refetch };
}
