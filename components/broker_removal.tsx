/** Asks before an account is deleted, and says what relies on it. */
import type { BrokerView } from "../web/broker_services.ts";
import { fill, type Texts } from "../web/i18n/mod.ts";
import { exchangeNameOf } from "./broker_table.tsx";
import { Dialog } from "./dialog.tsx";

interface RemovalProps {
  /** Null while nothing is asked. */
  readonly broker: BrokerView | null;
  readonly texts: Texts["brokers"];
  readonly confirm: (broker: BrokerView) => void;
  readonly cancel: () => void;
}

/** The question; where something relies on the account there is nothing to confirm. */
export function BrokerRemoval({ broker, texts, confirm, cancel }: RemovalProps) {
  const relying = broker ? relyingOn(broker, texts.removal) : [];
  return (
    <Dialog isOpen={broker !== null} titleId="removal-title" cancel={cancel}>
      {broker && (
        <>
          <h2 id="removal-title">{fill(texts.removal.title, { name: broker.name })}</h2>
          {relying.length === 0
            ? (
              <>
                <p>
                  {broker.exchange === "demo"
                    ? texts.removal.demoText
                    : fill(texts.removal.text, { exchange: exchangeNameOf(broker, texts) })}
                </p>
                <p>{texts.removal.nothing}</p>
              </>
            )
            : (
              <p class="warning">
                {fill(texts.removal.blocked, { name: broker.name, what: relying.join(", ") })}{" "}
                {texts.removal.blockedHint}
              </p>
            )}
          <div class="dialog-actions">
            <button type="button" class="button" onClick={cancel}>
              {relying.length === 0 ? texts.form.cancel : texts.form.close}
            </button>
            {relying.length === 0 && (
              <button type="button" class="button danger" onClick={() => confirm(broker)}>{texts.remove}</button>
            )}
          </div>
        </>
      )}
    </Dialog>
  );
}

function relyingOn({ dependents }: BrokerView, texts: Texts["brokers"]["removal"]): string[] {
  const { activeStrategies, openOrders } = dependents;
  return [
    ...(activeStrategies > 0 ? [fill(texts.strategies, { count: activeStrategies })] : []),
    ...(openOrders > 0 ? [fill(texts.orders, { count: openOrders })] : []),
  ];
}
