/** The assistant's panel on the account page: which service helps with strategies, tried before it is stored. */
import { useEffect, useRef, useState } from "preact/hooks";
import { ConnectionFields } from "../components/assistant/connection_fields.tsx";
import { Panel } from "../components/panel.tsx";
import type { AssistantConnection, AssistantKind } from "../web/assistant_services.ts";
import {
  type ConnectionDraft,
  type ConnectionFaults,
  draftOf,
  faultsOf,
  formOf,
} from "../web/client/assistant/connection_form.ts";
import { type Answer, postJson } from "../web/client/trading/ask.ts";
import { fill, type Language, type Texts, textsOf } from "../web/i18n/mod.ts";

interface AssistantProps {
  readonly language: Language;
  readonly connections: readonly AssistantConnection[];
}

type Words = Texts["assistant"]["account"];
/** What became of the last wish. */
type Told = { readonly isGood: boolean; readonly text: string };
type Connections = { readonly connections: readonly AssistantConnection[] };

const KINDS: readonly AssistantKind[] = ["openrouter", "ollama"];
const ADDRESS = "/account/assistant";

export default function Assistant({ language, connections: rendered }: AssistantProps) {
  const { title, account: texts } = textsOf(language).assistant;
  const [connections, setConnections] = useState(rendered);
  const [kind, choose] = useState<AssistantKind>(
    rendered.find(({ isOn }) => isOn)?.kind ?? rendered[0]?.kind ?? "openrouter",
  );
  return (
    <div id="assistant">
      <Panel title={title} aside={<span class="quiet">{texts.hint}</span>}>
        <fieldset class="assistant-kinds">
          <legend class="quiet">{texts.service}</legend>
          {KINDS.map((one) => (
            <KindChoice
              key={one}
              kind={one}
              stored={connections.find((of) => of.kind === one)}
              isChosen={one === kind}
              texts={texts}
              choose={() => choose(one)}
            />
          ))}
        </fieldset>
        <ConnectionForm
          key={kind}
          kind={kind}
          stored={connections.find((of) => of.kind === kind)}
          texts={texts}
          changed={setConnections}
        />
      </Panel>
    </div>
  );
}

interface KindProps {
  readonly kind: AssistantKind;
  readonly stored: AssistantConnection | undefined;
  readonly isChosen: boolean;
  readonly texts: Words;
  readonly choose: () => void;
}

function KindChoice({ kind, stored, isChosen, texts, choose }: KindProps) {
  return (
    <label class="kind-choice">
      <input type="radio" name="assistant-kind" value={kind} checked={isChosen} onChange={choose} />
      <span>
        <strong>{texts.services[kind]}</strong>
        {stored && <span class={stored.isOn ? "tag is-on" : "tag"}>{stored.isOn ? texts.isOn : texts.isStored}</span>}
        <small class="quiet">{texts.serviceTexts[kind]}</small>
      </span>
    </label>
  );
}

interface FormProps {
  readonly kind: AssistantKind;
  readonly stored: AssistantConnection | undefined;
  readonly texts: Words;
  readonly changed: (connections: readonly AssistantConnection[]) => void;
}

/** One wish at a time; what became of it stands below the buttons. */
function ConnectionForm({ kind, stored, texts, changed }: FormProps) {
  const service = texts.services[kind];
  const [draft, setDraft] = useState(() => draftOf(kind, stored));
  const [faults, setFaults] = useState<ConnectionFaults>({});
  const [models, setModels] = useState<readonly string[]>([]);
  const [isBusy, setBusy] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [faults]);
  const [told, tell] = useState<Told | null>(null);

  /** Sends the form, unless something is wrong with it. */
  const wish = async <T,>(path: string, isOn: boolean, wantsModel: boolean, done: (value: T) => Told) => {
    const found = faultsOf(kind, draft, stored, wantsModel);
    setFaults(found);
    if (Object.keys(found).length > 0) return tell(null);
    setBusy(true);
    tell({ isGood: true, text: texts.testing });
    const { model, ...service } = formOf(kind, draft, isOn);
    tell(toldOf(await postJson<T>(path, wantsModel ? { ...service, model } : service), texts, done));
    setBusy(false);
  };
  const stores = (text: string) => ({ connections }: Connections): Told => {
    changed(connections);
    setDraft((before) => ({ ...before, key: "" }));
    return { isGood: true, text };
  };
  const test = () =>
    wish<{ problem: string | null }>(`${ADDRESS}/test`, true, true, ({ problem }) => ({
      isGood: problem === null,
      text: problem ?? fill(texts.answered, { service }),
    }));
  const list = () =>
    wish<{ models: readonly string[] }>(`${ADDRESS}/models`, true, false, ({ models: found }) => {
      setModels(found);
      const text = found.length === 0 ? texts.modelsNone : fill(texts.modelsFound, { count: found.length });
      return { isGood: found.length > 0, text };
    });
  const save = () => wish<Connections>(ADDRESS, true, true, stores(fill(texts.saved, { service })));
  const switchOff = () => wish<Connections>(ADDRESS, false, true, stores(texts.savedOff));
  const remove = async () => {
    setBusy(true);
    const text = fill(texts.removed, { service });
    const answer = await postJson<Connections>(`${ADDRESS}/remove`, { kind });
    tell(toldOf(answer, texts, stores(text)));
    if (answer.ok) setDraft(draftOf(kind, undefined));
    setBusy(false);
  };
  const change = (changes: Partial<ConnectionDraft>) => {
    setDraft((before) => ({ ...before, ...changes }));
    setFaults({});
  };
  return (
    <form
      ref={element}
      class="assistant-connection"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <ConnectionFields {...{ kind, draft, stored, faults, models, texts, change }} />
      <div class="assistant-wishes">
        <button type="button" class="button" disabled={isBusy} onClick={() => void list()}>{texts.models}</button>
        <button type="button" class="button" disabled={isBusy} onClick={() => void test()}>{texts.test}</button>
        {stored && (
          <button type="button" class="button danger" disabled={isBusy} onClick={() => void remove()}>
            {texts.remove}
          </button>
        )}
        {stored?.isOn && (
          <button type="button" class="button" disabled={isBusy} onClick={() => void switchOff()}>
            {texts.saveOff}
          </button>
        )}
        <button type="submit" class="button primary" disabled={isBusy}>{texts.save}</button>
      </div>
      <p class={told?.isGood === false ? "assistant-told error-text" : "assistant-told quiet"} role="status">
        {told?.text}
      </p>
    </form>
  );
}

function toldOf<T>(answer: Answer<T>, texts: Words, done: (value: T) => Told): Told {
  return answer.ok ? done(answer.value) : { isGood: false, text: fill(texts.refused, { reason: answer.reason }) };
}
