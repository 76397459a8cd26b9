/** The form of a channel: tried before it is stored. */
import { useEffect, useRef, useState } from "preact/hooks";
import { CHANNEL_KINDS, type ChannelKind } from "../../domain/notification/channel.ts";
import {
  type ChannelDraft,
  type ChannelFaults,
  draftOf,
  type FieldName,
  formOf,
  isKept,
} from "../../web/client/notifications/channel_form.ts";
import { type Answer, postJson } from "../../web/client/trading/ask.ts";
import { fill, type Texts } from "../../web/i18n/mod.ts";
import type { ChannelForm, ChannelView } from "../../web/notification_services.ts";
import { ChannelFields, NotifyField } from "./channel_fields.tsx";
import { EventBoxes } from "./event_boxes.tsx";

/** Where channels are stored, tried and forgotten. */
export const ADDRESS = "/account/notifications";

interface EditorProps {
  /** Null = a new one. */
  readonly stored: ChannelView | null;
  readonly texts: Texts["notifications"];
  /** It was stored; these are all. */
  readonly saved: (channels: readonly ChannelView[], text: string) => void;
  readonly cancel: () => void;
}

/** What became of the last wish. */
type Told = { readonly isGood: boolean; readonly text: string };

/** One wish at a time; what became of it stands below the buttons. */
export function ChannelEditor({ stored, texts, saved, cancel }: EditorProps) {
  const [draft, setDraft] = useState<ChannelDraft>(() => draftOf(stored, "telegram", texts));
  const [faults, setFaults] = useState<ChannelFaults>({});
  const [isBusy, setBusy] = useState(false);
  const [told, tell] = useState<Told | null>(null);
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [faults]);

  /** Sends the form, unless something is wrong with it. */
  const wish = async <T,>(path: string, part: (form: ChannelForm) => unknown, done: (value: T) => Told | null) => {
    const read = formOf(draft, stored);
    setFaults("faults" in read ? read.faults : {});
    if ("faults" in read) return tell(null);
    setBusy(true);
    tell({ isGood: true, text: texts.testing });
    const answer: Answer<T> = await postJson<T>(path, part(read.form));
    setBusy(false);
    tell(answer.ok ? done(answer.value) : { isGood: false, text: fill(texts.failed, { reason: answer.reason }) });
  };
  const test = () =>
    wish<{ readonly problem: string | null }>(
      `${ADDRESS}/test`,
      ({ id, channel }) => ({ id, channel }),
      ({ problem }) =>
        problem === null
          ? { isGood: true, text: texts.tested }
          : { isGood: false, text: fill(texts.testFailed, { reason: problem }) },
    );
  const save = () =>
    wish<{ readonly channels: readonly ChannelView[] }>(ADDRESS, (form) => form, ({ channels }) => {
      saved(channels, fill(texts.saved, { name: draft.name.trim() }));
      return null;
    });
  const change = (changes: Partial<ChannelDraft>) => {
    setDraft((before) => ({ ...before, ...changes }));
    setFaults({});
  };
  const changeField = (name: FieldName, text: string) => change({ fields: { ...draft.fields, [name]: text } });
  const chooseKind = (kind: ChannelKind) => {
    const isOurs = CHANNEL_KINDS.some((one) => texts.kinds[one] === draft.name);
    change({ kind, ...(isOurs && { name: texts.kinds[kind] }) });
  };
  return (
    <form
      ref={element}
      class="notify-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {stored === null && <KindChoices kind={draft.kind} texts={texts} choose={chooseKind} />}
      <div class="settings-fields">
        <NotifyField
          name="name"
          label={texts.name}
          hint={texts.nameHint}
          fault={faults.name === undefined ? null : texts.faults[faults.name]}
        >
          {(described) => (
            <input
              {...described}
              type="text"
              autocomplete="off"
              maxLength={60}
              value={draft.name}
              onInput={({ currentTarget }) => change({ name: currentTarget.value })}
            />
          )}
        </NotifyField>
        <ChannelFields draft={draft} faults={faults} keeps={isKept(draft, stored)} texts={texts} change={changeField} />
      </div>
      <EventBoxes events={draft.events} texts={texts} change={(events) => change({ events })} />
      <label class="notify-on">
        <input
          type="checkbox"
          name="isOn"
          checked={draft.isOn}
          onChange={({ currentTarget }) => change({ isOn: currentTarget.checked })}
        />
        {texts.isOn}
      </label>
      <div class="notify-wishes">
        <button type="button" class="button" onClick={cancel}>{texts.cancel}</button>
        <button type="button" class="button" disabled={isBusy} onClick={() => void test()}>{texts.test}</button>
        <button type="submit" class="button primary" disabled={isBusy}>{texts.save}</button>
      </div>
      <p class={told?.isGood === false ? "notify-told error-text" : "notify-told quiet"} role="status">{told?.text}</p>
    </form>
  );
}

interface KindsProps {
  readonly kind: ChannelKind;
  readonly texts: Texts["notifications"];
  readonly choose: (kind: ChannelKind) => void;
}

function KindChoices({ kind, texts, choose }: KindsProps) {
  return (
    <fieldset class="notify-kinds">
      <legend class="quiet">{texts.kind}</legend>
      {CHANNEL_KINDS.map((one) => (
        <label key={one} class="kind-choice">
          <input type="radio" name="notify-kind" value={one} checked={one === kind} onChange={() => choose(one)} />
          <span>
            <strong>{texts.kinds[one]}</strong>
            <small class="quiet">{texts.kindTexts[one]}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
