/** What happened to an order by hand, over the page; told anew when something more has happened. */
import { useEffect, useState } from "preact/hooks";
import type { Order } from "../../domain/order.ts";
import type { TimelineStep } from "../../web/bot_services.ts";
import type { Account } from "../../web/client/trading/account.ts";
import { type Answer, getJson } from "../../web/client/trading/ask.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { orderSentence } from "../../web/order_sentence.ts";
import { useTimes } from "../../web/zone.ts";
import { Steps } from "../bot/steps.tsx";
import { Dialog } from "../dialog.tsx";

interface LogProps {
  readonly account: Account;
  /** Null while none is asked about. */
  readonly asked: Order | null;
  readonly language: Language;
  readonly texts: Texts;
  readonly close: () => void;
}

/** The dialog. */
export function TicketLog(props: LogProps) {
  const { asked, texts, close } = props;
  const words = texts.trading.attempts;
  return (
    <Dialog isOpen={asked !== null} titleId="ticket-log-title" cancel={close} class="ticket-log">
      {asked && (
        <>
          <h2 id="ticket-log-title">{words.logTitle}</h2>
          <p class="confirm-order">{orderSentence(asked, texts, props.language)}</p>
          <Told key={asked.clientOrderId} {...props} asked={asked} />
          <div class="dialog-actions">
            <button type="button" class="button" onClick={close}>{words.close}</button>
          </div>
        </>
      )}
    </Dialog>
  );
}

function Told({ account, asked, language, texts }: LogProps & { readonly asked: Order }) {
  const words = texts.trading.attempts;
  const times = useTimes();
  const [told, setTold] = useState<Answer<readonly TimelineStep[]> | null>(null);
  const { clientOrderId, symbol } = asked;
  const [attempts, exits] = [account.attempts.value, account.exits.value];
  useEffect(() => {
    let isGone = false;
    const path = `/api/trading/orders/${clientOrderId}/timeline`;
    void getJson<readonly TimelineStep[]>(path).then((answer) => isGone || setTold(answer));
    return () => isGone = true;
  }, [attempts, exits]);
  if (told === null) return <p class="quiet">{words.logLoading}</p>;
  if (!told.ok) return <p class="error-text" role="alert">{fill(words.logFailed, { reason: told.reason })}</p>;
  return <Steps steps={told.value} day={null} telling={{ of: { symbol }, texts, language, times }} />;
}
