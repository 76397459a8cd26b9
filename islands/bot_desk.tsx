/** The Trading bot page: a form to set strategies to work, those that are, the last orders, the balance; by events. */
import { useEffect, useState } from "preact/hooks";
import { ActionQuestion } from "../components/bot/action_question.tsx";
import { BotActivation } from "../components/bot/activation_panel.tsx";
import { BotOrders } from "../components/bot_orders.tsx";
import { BotBalance } from "../components/bot_balance.tsx";
import { BotStrategies } from "../components/bot_strategies.tsx";
import type { Asked } from "../components/confirm_dialog.tsx";
import type { StrategyStatus } from "../domain/active_strategy.ts";
import { type DecimalText, sumDecimal } from "../domain/decimal.ts";
import type { Order } from "../domain/order.ts";
import { Newest } from "../web/client/newest.ts";
import { onEvent, onMissed, seed, strategies as liveStrategies, useLive } from "../web/client/store.ts";
import { getJson } from "../web/client/trading/ask.ts";
import { Refetch } from "../web/client/trading/refetch.ts";
import { mergeOrder } from "../web/client/orders.ts";
import { currencies } from "../web/format.ts";
import { type Language, textsOf } from "../web/i18n/mod.ts";
import type { BotPage } from "../web/bot/page.ts";
import type { BotView } from "../web/bot_services.ts";

/** Fills often come in pairs; the view is fetched once for all of them. */
const SETTLE_MS = 300;

export default function BotDesk({ language, view: rendered, ...activation }: BotPage & { language: Language }) {
  const texts = textsOf(language);
  const { view, refetch } = useBotView(rendered);
  const live = useLive(liveStrategies, null);
  const strategies = live ? [...live.values()] : view.strategies;
  const unknown = strategies.filter((one) => !view.work.some(({ id }) => id === one.activeStrategyId));
  useEffect(() => {
    if (unknown.length > 0) void refetch();
  }, [unknown.map(({ activeStrategyId }) => activeStrategyId).join()]);
  const promisedAt = (brokerId: string, quote: string) => promised(strategies, view.work, brokerId, quote);
  const [asked, ask] = useState<Asked | null>(null);
  return (
    <>
      <BotActivation {...activation} {...{ language, texts, promisedAt }} done={() => void refetch()} />
      <BotStrategies strategies={strategies} work={view.work} language={language} texts={texts.bot} ask={ask} />
      <div class="bot-columns">
        <BotOrders orders={view.orders} language={language} texts={texts.bot} />
        <BotBalance view={view} strategies={strategies} language={language} texts={texts.bot} />
      </div>
      <ActionQuestion
        {...{ asked, ask, live, language }}
        texts={texts.bot}
        sent={(action) => action === "upgrade" && void refetch()}
      />
    </>
  );
}

/** What strategies may still spend at an account. */
function promised(
  strategies: readonly StrategyStatus[],
  work: BotView["work"],
  brokerId: string,
  quote: string,
): DecimalText {
  const there = new Set(work.filter((one) => one.brokerId === brokerId).map(({ id }) => id));
  const counted = strategies.filter(({ activeStrategyId, symbol }) =>
    there.has(activeStrategyId) && currencies(symbol).quote === quote
  );
  return sumDecimal(counted.map(({ cashQuote }) => cashQuote));
}

/** The rendered view with every order event merged in; fetched anew after each, and whenever something may have been missed. */
function useBotView(rendered: BotView): { view: BotView; refetch: () => Promise<void> } {
  const [view, setView] = useState(rendered);
  const [newest] = useState(() => new Newest());
  const refetch = async () => {
    const answer = await newest.of(getJson<BotView>("/api/bot"));
    // While the house is away this is let be: it is asked anew when the connection is found again.
    if (answer?.ok) setView(answer.value);
  };
  useEffect(() => {
    seed({ strategies: [...rendered.strategies] });
    const news = new Refetch(refetch, SETTLE_MS);
    const takeOrder = ({ order }: { order: Order }) => {
      setView((before) => ({ ...before, orders: mergeOrder(before.orders, order) }));
      news.soon();
    };
    const ends = [
      onEvent("order", takeOrder),
      onMissed(() => void refetch()),
      () => news.stop(),
    ];
    return () => ends.forEach((end) => end());
  }, []);
  return { view, refetch };
}
