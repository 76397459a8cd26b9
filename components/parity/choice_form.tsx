/** Which strategy at work is to be held beside its backtest. */
import type { Texts } from "../../web/i18n/mod.ts";
import type { ParityChoice } from "../../web/parity_services.ts";

interface ChoiceProps {
  readonly choices: readonly ParityChoice[];
  /** Its id; null = none yet. */
  readonly chosen: string | null;
  readonly texts: Texts["parity"];
}

/** A list and a button: the address of the page says what is shown. */
export function ChoiceForm({ choices, chosen, texts }: ChoiceProps) {
  if (choices.length === 0) return <p class="panel empty quiet">{texts.noneAtWork}</p>;
  return (
    <form class="panel parity-choice" method="get" action="/backtest/parity">
      <label>
        <span>{texts.strategy}</span>
        <select name="strategy">
          {choices.map(({ activeStrategyId: id, name, symbol, timeframe }) => (
            <option key={id} value={id} selected={id === chosen}>{`${name} · ${symbol} · ${timeframe}`}</option>
          ))}
        </select>
      </label>
      <button type="submit" class="button">{texts.compare}</button>
      <p class="quiet">{texts.lead}</p>
    </form>
  );
}
