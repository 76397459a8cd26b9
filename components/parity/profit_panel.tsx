/** What both earned, and what the gap between them is made of. */
import type { ProfitParity } from "../../domain/parity/profit.ts";
import type { Language, Texts } from "../../web/i18n/mod.ts";
import { Panel } from "../panel.tsx";
import { gainText, toneOf } from "./writing.ts";

interface ProfitProps {
  readonly profit: ProfitParity;
  readonly quote: string;
  readonly language: Language;
  readonly texts: Texts["parity"];
}

/** A list of amounts in quote currency. */
export function ProfitPanel({ profit, quote, language, texts }: ProfitProps) {
  const parts = [
    [texts.parts.prices, profit.pricesQuote],
    [texts.parts.quantities, profit.quantitiesQuote],
    [texts.parts.fees, profit.feesQuote],
    [texts.parts.unpaired, profit.unpairedQuote],
  ] as const;
  const rows = [
    [texts.profitLive, profit.liveQuote],
    [texts.profitBacktest, profit.backtestQuote],
    [texts.difference, profit.differenceQuote],
  ] as const;
  return (
    <Panel title={texts.profit} aside={<span class="quiet">{quote}</span>} class="parity-profit">
      <dl>
        {rows.map(([label, value]) => <Line key={label} {...{ label, value, language }} />)}
        {parts.map(([label, value]) => <Line key={label} {...{ label, value, language }} part />)}
      </dl>
    </Panel>
  );
}

function Line(
  { label, value, language, part = false }: {
    readonly label: string;
    readonly value: number;
    readonly language: Language;
    readonly part?: boolean;
  },
) {
  return (
    <div class={part ? "part" : ""}>
      <dt>{label}</dt>
      <dd class={`number ${toneOf(value)}`}>{gainText(value, language)}</dd>
    </div>
  );
}
