/** The strategies at work: one row each, cards on a phone. */
import type { StrategyStatus } from "../domain/active_strategy.ts";
import type { WorkRow as Work } from "../web/bot_services.ts";
import type { Language, Texts } from "../web/i18n/mod.ts";
import { WorkRow } from "./bot/work_row.tsx";
import type { Asked } from "./confirm_dialog.tsx";
import { Panel } from "./panel.tsx";

interface StrategiesProps {
  readonly strategies: readonly StrategyStatus[];
  readonly work: readonly Work[];
  readonly language: Language;
  readonly texts: Texts["bot"];
  readonly ask: (asked: Asked) => void;
}

/** The table, or a word that there is none. */
export function BotStrategies({ strategies, work, language, texts, ask }: StrategiesProps) {
  if (strategies.length === 0) {
    return (
      <Panel title={texts.active} class="bot-work">
        <p class="quiet empty">{texts.none} {texts.noneHint}</p>
      </Panel>
    );
  }
  return (
    <Panel title={texts.active} class="bot-work">
      <table class="cards">
        <thead>
          <tr>{Object.entries(texts.columns).map(([key, column]) => <th key={key} scope="col">{column}</th>)}</tr>
        </thead>
        <tbody>
          {strategies.map((strategy) => (
            <WorkRow
              key={strategy.activeStrategyId}
              work={work.find(({ id }) => id === strategy.activeStrategyId) ?? null}
              {...{ strategy, language, texts, ask }}
            />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
