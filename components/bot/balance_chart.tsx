/** How the balance of a strategy at work went. */
import { useMemo } from "preact/hooks";
import type { Symbol } from "../../domain/market.ts";
import { deepestFall } from "../../domain/statistics/balance_fall.ts";
import type { BalancePoint } from "../../web/bot_services.ts";
import { currencies, decimal } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { percentText } from "../statistics/writing.ts";
import { usePlot } from "../backtest/equity_charts.tsx";
import { Panel } from "../panel.tsx";

interface ChartProps {
  /** Oldest first. */
  readonly curve: readonly BalancePoint[];
  readonly symbol: Symbol;
  readonly language: Language;
  readonly texts: Texts;
}

/** A line, closing by closing; a word where nothing was closed yet. */
export function BalanceChart({ curve, symbol, language, texts }: ChartProps) {
  const { bot: { work: words, ...bot } } = texts;
  const { quote } = currencies(symbol);
  const isDrawn = curve.length > 1;
  const last = curve.at(-1)?.balanceQuote ?? "0";
  const fall = deepestFall(curve.map(({ balanceQuote }) => balanceQuote));
  return (
    <Panel title={words.curve} aside={<span class="quiet">{words.curveHint}</span>} class="bot-curve">
      {isDrawn
        ? (
          <>
            <p class="quiet">
              {fill(bot.curve, {
                from: decimal(curve[0]!.balanceQuote, language, 2),
                to: `${decimal(last, language, 2)} ${quote}`,
                count: curve.length - 1,
              })} {fall !== null && fill(words.fall, {
                percent: percentText(fall.percent, language, 2),
                amount: `${decimal(fall.quote, language, 2)} ${quote}`,
              })}
            </p>
            <Plot key={`${curve.length} ${last}`} {...{ curve, symbol, language, texts }} />
          </>
        )
        : <p class="quiet empty">{words.noCurve}</p>}
    </Panel>
  );
}

function Plot({ curve, language, texts }: ChartProps) {
  const { work: words } = texts.bot;
  const data = useMemo(() => ({
    openMs: curve.map(({ timeMs }) => timeMs),
    values: [curve.map(({ balanceQuote }) => Number(balanceQuote))],
  }), []);
  const holder = usePlot(data, {
    lines: [{ label: words.balance, color: "--primary" }],
    valueText: (value) => decimal(String(value), language, 2),
    language,
  });
  return <div class="plot bot-plot" ref={holder} role="img" aria-label={`${words.curve}. ${words.curveHint}`} />;
}
