/** The fields of a connection to an assistant. */
import type { AssistantConnection, AssistantKind } from "../../web/assistant_services.ts";
import { type ConnectionDraft, type ConnectionFaults, keepsKey } from "../../web/client/assistant/connection_form.ts";
import type { Texts } from "../../web/i18n/mod.ts";

type Words = Texts["assistant"]["account"];

interface FieldsProps {
  readonly kind: AssistantKind;
  readonly draft: ConnectionDraft;
  readonly stored: AssistantConnection | undefined;
  readonly faults: ConnectionFaults;
  /** What the model's field offers. */
  readonly models: readonly string[];
  readonly texts: Words;
  readonly change: (changes: Partial<ConnectionDraft>) => void;
}

/** A key is never shown, since it is never sent to the page. */
export function ConnectionFields({ kind, draft, stored, faults, models, texts, change }: FieldsProps) {
  const keyHint = keepsKey(draft, stored) ? texts.keyStored : kind === "ollama" ? texts.keyNone : texts.keyNeeded;
  return (
    <div class="settings-fields">
      {kind === "ollama" && (
        <Field name="url" label={texts.url} hint={texts.urlHint} fault={faultText(faults.url, texts)}>
          {(described) => (
            <input
              {...described}
              type="url"
              inputMode="url"
              autocomplete="off"
              maxLength={300}
              value={draft.url}
              onInput={({ currentTarget }) => change({ url: currentTarget.value })}
            />
          )}
        </Field>
      )}
      <Field name="key" label={texts.key} hint={texts.sealed} fault={faultText(faults.key, texts)}>
        {(described) => (
          <input
            {...described}
            type="password"
            autocomplete="off"
            maxLength={500}
            placeholder={keyHint}
            value={draft.key}
            onInput={({ currentTarget }) => change({ key: currentTarget.value })}
          />
        )}
      </Field>
      <Field name="model" label={texts.model} hint={texts.modelHint} fault={faultText(faults.model, texts)}>
        {(described) => (
          <>
            <input
              {...described}
              type="text"
              list="assistant-models"
              autocomplete="off"
              spellcheck={false}
              maxLength={200}
              value={draft.model}
              onInput={({ currentTarget }) => change({ model: currentTarget.value })}
            />
            <datalist id="assistant-models">{models.map((name) => <option key={name} value={name} />)}</datalist>
          </>
        )}
      </Field>
    </div>
  );
}

interface Described {
  readonly id: string;
  readonly "aria-invalid": boolean;
  readonly "aria-describedby": string;
}

interface FieldProps {
  readonly name: keyof ConnectionDraft;
  readonly label: string;
  readonly hint: string;
  readonly fault: string | null;
  readonly children: (described: Described) => preact.ComponentChildren;
}

/** What is wrong takes the place of the hint, so that nothing moves. */
function Field({ name, label, hint, fault, children }: FieldProps) {
  const id = `assistant-${name}`;
  const described = { id, "aria-invalid": fault !== null, "aria-describedby": `${id}-note` };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(described)}
      <p id={`${id}-note`} class={fault === null ? "quiet" : "error-text"}>{fault ?? hint}</p>
    </div>
  );
}

function faultText(fault: keyof Words["faults"] | undefined, texts: Words): string | null {
  return fault === undefined ? null : texts.faults[fault];
}
