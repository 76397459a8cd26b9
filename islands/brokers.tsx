/** The Brokers panel of the account page: the user's accounts at exchanges, made, changed and deleted without leaving it. */
import type { Ref } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { BrokerDialog } from "../components/broker_dialog.tsx";
import { BrokerRemoval } from "../components/broker_removal.tsx";
import { type BrokerAction, BrokerTable, exchangeNameOf } from "../components/broker_table.tsx";
import { Panel } from "../components/panel.tsx";
import type { BrokerForm, BrokerView, ExchangeChoice } from "../web/broker_services.ts";
import { addressOf, fetchBrokers, type FormAnswer, saveBroker, testBroker } from "../web/client/brokers.ts";
import { post } from "../web/client/post.ts";
import { onEvent, onMissed } from "../web/client/store.ts";
import { hasLive } from "../web/client/stake.ts";
import { toast } from "../web/client/toasts.ts";
import { fill, type Language, type Texts, textsOf } from "../web/i18n/mod.ts";

interface BrokersProps {
  readonly language: Language;
  readonly brokers: readonly BrokerView[];
  readonly exchanges: readonly ExchangeChoice[];
}

type DoneText = keyof Texts["brokers"]["done"];

export default function Brokers({ language, brokers: rendered, exchanges }: BrokersProps) {
  const texts = textsOf(language);
  const { brokers, refetch } = useBrokers(rendered);
  const [edited, edit] = useState<{ readonly broker: BrokerView | null } | null>(null);
  const [removed, askRemoval] = useState<BrokerView | null>(null);
  const adding = useFocusAfterLoss(brokers.length);

  const tell = (broker: BrokerView, action: string, done: DoneText) =>
    void post(`${addressOf(broker)}/${action}`, (t) => fill(t.brokers.done[done], { name: broker.name })).then(refetch);
  const ask = (broker: BrokerView, action: BrokerAction) => {
    if (action === "edit") edit({ broker });
    else if (action === "remove") askRemoval(broker);
    else if (action === "symbols") tell(broker, "symbols", "symbols");
    else tell(broker, "default", "default");
  };
  const save = async (form: BrokerForm, broker: BrokerView | null): Promise<FormAnswer | null> => {
    const told = await saveBroker(form, broker);
    if (told.outcome !== "saved") return told;
    void refetch();
    if (told.answer === null) {
      edit(null);
      toast("info", (t) => fill(t.brokers.done.saved, { name: form.name }));
    }
    return told.answer;
  };
  return (
    <Panel
      title={texts.brokers.title}
      aside={
        <Aside
          texts={texts.brokers}
          button={adding}
          add={() => edit({ broker: null })}
        />
      }
    >
      <BrokerTable brokers={brokers} texts={texts} ask={ask} />
      <BrokerDialog
        edited={edited}
        exchanges={exchanges.map((choice) => ({ ...choice, name: nameOf(choice, texts.brokers) }))}
        language={language}
        test={testBroker}
        save={save}
        cancel={() => edit(null)}
      />
      <BrokerRemoval
        broker={removed}
        texts={texts.brokers}
        confirm={(broker) => {
          askRemoval(null);
          tell(broker, "remove", "removed");
        }}
        cancel={() => askRemoval(null)}
      />
    </Panel>
  );
}

interface AsideProps {
  readonly texts: Texts["brokers"];
  readonly button: Ref<HTMLButtonElement>;
  readonly add: () => void;
}

function Aside({ texts, button, add }: AsideProps) {
  return (
    <>
      <span class="quiet">{texts.hint}</span>
      <button ref={button} type="button" class="button small primary" onClick={add}>{texts.add}</button>
    </>
  );
}

function nameOf({ id, name }: ExchangeChoice, texts: Texts["brokers"]): string {
  return exchangeNameOf({ exchange: id, exchangeName: name }, texts);
}

/** When the row that had the focus is gone, the keyboard goes on at the button that this is the ref of. */
function useFocusAfterLoss(rows: number) {
  const button = useRef<HTMLButtonElement>(null);
  const before = useRef(rows);
  useEffect(() => {
    if (rows < before.current && document.activeElement === document.body) button.current?.focus();
    before.current = rows;
  }, [rows]);
  return button;
}

/** The rendered list, fetched anew after what may have changed it: a job, a notice, a gap in what was heard. */
function useBrokers(rendered: readonly BrokerView[]) {
  const [brokers, setBrokers] = useState(rendered);
  const refetch = async () => {
    const found = await fetchBrokers();
    if (found === null) return;
    setBrokers(found);
    hasLive.value = found.some(({ environment }) => environment === "live");
  };
  useEffect(() => {
    const ends = [
      onEvent("job", () => void refetch()),
      onEvent("notice", () => void refetch()),
      onMissed(() => void refetch()),
    ];
    return () => ends.forEach((end) => end());
  }, []);
  return { brokers, refetch };
}
