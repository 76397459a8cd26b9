/** Asks before orders are canceled where that is critical: all of them, or one that protects a position. */
import type { Order } from "../../domain/order.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { orderSentence } from "../../web/order_sentence.ts";
import { Dialog } from "../dialog.tsx";

/** What is to be canceled. */
export type ToCancel = { readonly all: number } | { readonly order: Order };

interface CancelProps {
  /** Null while nothing is asked. */
  readonly asked: ToCancel | null;
  /** The account's name. */
  readonly broker: string;
  readonly language: Language;
  readonly texts: Texts;
  readonly confirm: (asked: ToCancel) => void;
  readonly cancel: () => void;
}

/** The question. */
export function CancelDialog({ asked, broker, language, texts, confirm, cancel }: CancelProps) {
  const words = texts.trading.orders;
  return (
    <Dialog isOpen={asked !== null} titleId="cancel-title" cancel={cancel}>
      {asked && (
        <>
          <h2 id="cancel-title">{"all" in asked ? words.cancelAllTitle : words.cancelTitle}</h2>
          {"all" in asked
            ? <p>{fill(asked.all === 1 ? words.cancelAllOne : words.cancelAllText, { count: asked.all, broker })}</p>
            : (
              <>
                <p class="confirm-order">{orderSentence(asked.order, texts, language)}</p>
                <p class="warning">{words.cancelText}</p>
              </>
            )}
          <div class="dialog-actions">
            <button type="button" class="button" onClick={cancel}>{words.keep}</button>
            <button type="button" class="button danger" onClick={() => confirm(asked)}>
              {"all" in asked ? words.cancelAll : words.cancel}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
