/** Asks before orders are canceled where that is critical: all of them, one that protects a position, or exits that are watched. */
import type { Order } from "../../domain/order.ts";
import type { OrderExits } from "../../domain/ticket.ts";
import { exitPrice, movableText } from "../../web/client/trading/movable.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { orderSentence } from "../../web/order_sentence.ts";
import { Dialog } from "../dialog.tsx";

/** What is to be canceled. */
export type ToCancel = { readonly all: number } | { readonly order: Order } | { readonly exits: OrderExits };

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
  const { orders: words, exits: ofExits } = texts.trading;
  const isExits = asked !== null && "exits" in asked;
  const isFailed = isExits && asked.exits.state === "failed";
  const [exitsTitle, exitsText, exitsButton] = isFailed
    ? [ofExits.dismissTitle, ofExits.dismissText, ofExits.dismiss]
    : [ofExits.callOffTitle, ofExits.callOffText, ofExits.callOff];
  return (
    <Dialog isOpen={asked !== null} titleId="cancel-title" cancel={cancel}>
      {asked && (
        <>
          <h2 id="cancel-title">
            {"all" in asked ? words.cancelAllTitle : isExits ? exitsTitle : words.cancelTitle}
          </h2>
          {"all" in asked
            ? <p>{fill(asked.all === 1 ? words.cancelAllOne : words.cancelAllText, { count: asked.all, broker })}</p>
            : (
              <>
                {sentencesOf(asked, texts, language).map((told) => <p key={told} class="confirm-order">{told}</p>)}
                <p class="warning">{isExits ? exitsText : words.cancelText}</p>
              </>
            )}
          <div class="dialog-actions">
            <button type="button" class="button" onClick={cancel}>{words.keep}</button>
            <button type="button" class="button danger" onClick={() => confirm(asked)}>
              {"all" in asked ? words.cancelAll : isExits ? exitsButton : words.cancel}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}

/** What it is about: the order, or each exit. */
function sentencesOf(asked: Exclude<ToCancel, { readonly all: number }>, texts: Texts, language: Language): string[] {
  if ("order" in asked) return [orderSentence(asked.order, texts, language)];
  const { exits } = asked;
  return (["stop", "target"] as const).flatMap((exit) => {
    const price = exitPrice(exits, exit);
    return price === null ? [] : [movableText({ exits, exit }, price, texts, language)];
  });
}
