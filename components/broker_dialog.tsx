/** Makes or changes an account at an exchange: a form over the page, which is tested before it is stored. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { BrokerForm, BrokerView, ExchangeChoice } from "../web/broker_services.ts";
import type { FormAnswer } from "../web/client/brokers.ts";
import { fill, type Language, type Texts, textsOf } from "../web/i18n/mod.ts";
import { EnvironmentField, idOf, KeyFields, Labelled, problemIdOf, TextField } from "./broker_fields.tsx";
import { exchangeNameOf } from "./broker_table.tsx";
import { TrialReport } from "./broker_trial.tsx";
import { Dialog } from "./dialog.tsx";
import { ExchangePicker } from "./exchange_picker.tsx";

interface DialogProps {
  /** Null while it is closed; `broker` null = a new account. */
  readonly edited: { readonly broker: BrokerView | null } | null;
  readonly exchanges: readonly ExchangeChoice[];
  readonly language: Language;
  readonly test: (form: BrokerForm, broker: BrokerView | null) => Promise<FormAnswer>;
  /** Null = it is stored, and the dialog has been closed. */
  readonly save: (form: BrokerForm, broker: BrokerView | null) => Promise<FormAnswer | null>;
  readonly cancel: () => void;
}

/** The dialog; the form in it is a new one each time it is opened. */
export function BrokerDialog({ edited, cancel, ...parts }: DialogProps) {
  return (
    <Dialog isOpen={edited !== null} titleId="broker-title" class="broker-dialog" cancel={cancel}>
      {edited && <BrokerFormBody key={edited.broker?.id ?? "new"} broker={edited.broker} cancel={cancel} {...parts} />}
    </Dialog>
  );
}

type BodyProps = Omit<DialogProps, "edited"> & { readonly broker: BrokerView | null };

/** The form itself. */
export function BrokerFormBody({ broker, exchanges, language, test, save, cancel }: BodyProps) {
  const texts = textsOf(language);
  const { form: words } = texts.brokers;
  const element = useRef<HTMLFormElement>(null);
  const [form, setForm] = useState(() => formOf(broker, exchanges, texts));
  const [busy, setBusy] = useState<"testing" | "saving" | null>(null);
  const [answer, setAnswer] = useState<FormAnswer | null>(null);
  const isPaper = broker?.exchange === "paper";
  const choice = exchanges.find(({ id }) => id === form.exchange);
  const exchange = choice?.name ?? broker?.exchangeName ?? "";
  const problems = answer?.outcome === "invalid" ? answer.problems : {};
  // Without a key there is nothing to test before an account is opened.
  const canTest = !isPaper && (broker !== null || choice?.fields.length !== 0);
  const isDone = answer?.outcome === "savedWithCare";

  useEffect(() => {
    if (answer?.outcome === "invalid") element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    else if (answer) element.current?.querySelector(".trial")?.scrollIntoView({ block: "nearest" });
  }, [answer]);

  const change = (changes: Partial<BrokerForm>) => {
    setForm((before) => ({ ...before, ...changes }));
    setAnswer(null);
  };
  const choose = (chosen: ExchangeChoice) => {
    const isOwnName = form.name !== "" && form.name !== choice?.name;
    change({
      exchange: chosen.id,
      environment: safest(chosen),
      credentials: {},
      ...(!isOwnName && { name: chosen.name }),
    });
  };
  const run = async (what: "testing" | "saving") => {
    setBusy(what);
    setAnswer(null);
    const told = await (what === "testing" ? test(form, broker) : save(form, broker));
    setBusy(null);
    setAnswer(told);
  };
  const parts = { form, problems, texts: texts.brokers, change };
  return (
    <form
      ref={element}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (busy === null && !isDone) void run("saving");
      }}
    >
      <h2 id="broker-title">{broker ? fill(words.editTitle, { name: broker.name }) : words.addTitle}</h2>
      <fieldset class="plain" disabled={busy !== null || isDone}>
        {isPaper
          ? <p class="quiet">{texts.brokers.paper}</p>
          : (
            <Labelled field="exchange" label={words.exchange} problems={problems} texts={texts.brokers}>
              <ExchangePicker
                id={idOf("exchange")}
                choices={exchanges}
                value={form.exchange}
                texts={words}
                problemId={problemIdOf("exchange", problems)}
                choose={choose}
              />
            </Labelled>
          )}
        <TextField field="name" label={words.name} {...parts} />
        {!isPaper && choice && <EnvironmentField choice={choice} {...parts} />}
        {!isPaper && choice && <KeyFields choice={choice} broker={broker} {...parts} />}
        <TextField field="description" label={words.description} {...parts} />
        <label class="check">
          <input
            type="checkbox"
            checked={form.isDefault}
            onChange={({ currentTarget }) => change({ isDefault: currentTarget.checked })}
          />
          {words.isDefault}
        </label>
      </fieldset>
      {busy !== null && <p class="trial waits" role="status">{fill(words[busy], { exchange })}</p>}
      <Answer answer={answer} name={form.name} exchange={exchange} language={language} texts={texts} />
      <div class="dialog-actions">
        <button type="button" class="button" onClick={cancel}>{isDone ? words.close : words.cancel}</button>
        {!isDone && canTest && (
          <button
            type="button"
            class="button"
            disabled={busy !== null}
            onClick={() => void run("testing")}
          >
            {words.test}
          </button>
        )}
        {!isDone && (
          <button type="submit" class="button primary" disabled={busy !== null}>
            {isPaper ? words.saveOnly : words.save}
          </button>
        )}
      </div>
    </form>
  );
}

interface AnswerProps {
  readonly answer: FormAnswer | null;
  readonly name: string;
  readonly exchange: string;
  readonly language: Language;
  readonly texts: Texts;
}

function Answer({ answer, name, exchange, language, texts }: AnswerProps) {
  if (answer === null || answer.outcome === "invalid") return null;
  if (answer.outcome === "refused") {
    return <p class="trial failed" role="alert">{fill(texts.notice.request_failed, { reason: answer.reason })}</p>;
  }
  const isUnsaved = answer.outcome === "tried" && answer.isUnsaved;
  return (
    <>
      {answer.outcome === "savedWithCare" && <p role="status">{fill(texts.brokers.trial.saved, { name })}</p>}
      <TrialReport trial={answer.trial} isUnsaved={isUnsaved} exchange={exchange} language={language} texts={texts} />
    </>
  );
}

/** What stands in the form at first. Of a new account that is the exchange inside, where it runs. */
function formOf(broker: BrokerView | null, exchanges: readonly ExchangeChoice[], { brokers }: Texts): BrokerForm {
  if (broker) {
    const { name, exchange, description, environment, isDefault } = broker;
    return { name, exchange, description, environment, isDefault, credentials: {} };
  }
  const demo = exchanges.find(({ id }) => id === "demo");
  return {
    name: demo ? exchangeNameOf({ exchange: "demo", exchangeName: demo.name }, brokers) : "",
    exchange: demo?.id ?? "",
    description: "",
    environment: demo ? "demo" : "live",
    isDefault: false,
    credentials: {},
  };
}

/** Real money is chosen on purpose, never by default where there is anything else. */
function safest({ environments }: ExchangeChoice): BrokerForm["environment"] {
  return environments.find((one) => one !== "live") ?? environments[0] ?? "live";
}
