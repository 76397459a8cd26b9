/** Asks whether a holding that was adopted is to be released. */
import type { AdoptedHolding } from "../../domain/foreign.ts";
import type { ElsewhereModel } from "../../web/client/trading/elsewhere.ts";
import { currencies, decimal } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { Dialog } from "../dialog.tsx";

interface ReleaseProps {
  /** Null while none is. */
  readonly asked: AdoptedHolding | null;
  readonly model: ElsewhereModel;
  readonly language: Language;
  readonly texts: Texts;
  readonly close: () => void;
}

/** The dialog. */
export function ReleaseDialog({ asked, model, language, texts, close }: ReleaseProps) {
  const words = texts.trading.elsewhere.releasing;
  const currency = asked ? currencies(asked.symbol).base : "";
  const apply = () => {
    close();
    if (asked) void model.release(asked);
  };
  return (
    <Dialog isOpen={asked !== null} titleId="holding-release-title" cancel={close}>
      {asked && (
        <>
          <h2 id="holding-release-title">{fill(words.title, { currency })}</h2>
          <p>{fill(words.text, { quantity: decimal(asked.left, language), currency })}</p>
          <div class="dialog-actions">
            <button type="button" class="button" onClick={close}>{texts.trading.confirm.cancel}</button>
            <button type="button" class="button danger" onClick={apply}>{words.apply}</button>
          </div>
        </>
      )}
    </Dialog>
  );
}
