/** Asks before something critical is done to a strategy. */
import type { StrategyStatus } from "../domain/active_strategy.ts";
import { currencies, decimal } from "../web/format.ts";
import { fill, type Language, type Texts } from "../web/i18n/mod.ts";
import type { BotAction } from "../web/bot_services.ts";
import { Dialog } from "./dialog.tsx";

/** What the user is about to do. */
export interface Asked {
  readonly strategy: StrategyStatus;
  readonly action: BotAction;
}

/** The same with the strategy as it stands now: it may have bought since the question was put. */
export function asOfNow(asked: Asked | null, now: ReadonlyMap<string, StrategyStatus> | null): Asked | null {
  return asked && { ...asked, strategy: now?.get(asked.strategy.activeStrategyId) ?? asked.strategy };
}

interface ConfirmProps {
  /** Null while nothing is asked. */
  readonly asked: Asked | null;
  readonly language: Language;
  readonly texts: Texts["bot"];
  readonly confirm: (asked: Asked) => void;
  readonly cancel: () => void;
}

/** The question, with what it will do and what to beware of. */
export function ConfirmDialog({ asked, language, texts, confirm, cancel }: ConfirmProps) {
  const isCritical = asked?.action === "stop" || asked?.action === "sell";
  return (
    <Dialog isOpen={asked !== null} titleId="confirm-title" cancel={cancel}>
      {asked && (
        <>
          <h2 id="confirm-title">
            {fill(texts.confirm[asked.action], { name: asked.strategy.name, symbol: asked.strategy.symbol })}
          </h2>
          <p>{texts.confirm[`${asked.action}Text`]}</p>
          {asked.action === "stop" && Number(asked.strategy.position.quantity) !== 0 && (
            <p class="warning">{fill(texts.confirm.stopOpen, { quantity: quantityOf(asked.strategy, language) })}</p>
          )}
          {asked.action === "stop" && isWatched(asked.strategy) && <p class="warning">{texts.confirm.stopWatched}</p>}
          <div class="dialog-actions">
            <button type="button" class="button" onClick={cancel}>{texts.cancel}</button>
            <button
              type="button"
              class={isCritical ? "button danger" : "button primary"}
              onClick={() => confirm(asked)}
            >
              {texts[asked.action]}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}

/** Whether the platform itself keeps an exit of what is held. */
function isWatched({ protection }: StrategyStatus): boolean {
  return protection === "emulated" || protection === "mixed";
}

function quantityOf({ position, symbol }: StrategyStatus, language: Language): string {
  return `${decimal(position.quantity, language)} ${currencies(symbol).base}`;
}
