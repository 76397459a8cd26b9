/** What was asked for in a few numbers. */
import type { Sums } from "../../domain/statistics/sums.ts";
import { count, decimal } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { amountText, gainText, NO_NUMBER, percentText, toneOf } from "./writing.ts";

interface FiguresProps {
  readonly sums: Sums;
  readonly quote: string;
  readonly language: Language;
  readonly texts: Texts["statistics"];
}

/** Profit first. */
export function Figures({ sums, quote, language, texts }: FiguresProps) {
  const { figures } = texts;
  const gain = (amount: string | null) => gainText(amount, quote, language);
  const cost = (amount: string | null) => amount === null ? NO_NUMBER : amountText(amount, quote, language);
  const shown: readonly (readonly [keyof typeof figures, string, string?])[] = [
    ["profit", gain(sums.profitQuote), toneOf(sums.profitQuote)],
    ["winRate", percentText(sums.winPercent, language)],
    ["factor", sums.profitFactor === null ? NO_NUMBER : decimal(sums.profitFactor.toFixed(8), language, 2)],
    ["drawdown", amountText(sums.drawdownQuote, quote, language)],
    ["fees", amountText(sums.feeQuote, quote, language)],
    ["closings", count(sums.closings, language)],
    ["value", amountText(sums.valueQuote, quote, language)],
    ["slippage", cost(sums.slippageQuote)],
    ["best", gain(sums.bestQuote)],
    ["worst", gain(sums.worstQuote)],
    ["averageWin", gain(sums.averageWinQuote)],
    ["averageLoss", gain(sums.averageLossQuote)],
  ];
  return (
    <section class="panel">
      <dl class="main-figures">
        {shown.map(([name, text, tone]) => (
          <div key={name}>
            <dt>{fill(figures[name], { quote })}</dt>
            <dd class={tone}>{text}</dd>
          </div>
        ))}
      </dl>
      {sums.slippagePercent !== null && (
        <p class="quiet statistics-note">
          {fill(texts.slippageHint, { percent: percentText(sums.slippagePercent, language, 4) })}
        </p>
      )}
    </section>
  );
}
