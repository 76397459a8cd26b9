/** The fields of a channel, by its kind. */
import type { ComponentChildren } from "preact";
import {
  type ChannelDraft,
  type ChannelFaults,
  type FieldName,
  FIELDS,
  newSigningKey,
} from "../../web/client/notifications/channel_form.ts";
import type { Texts } from "../../web/i18n/mod.ts";

type Words = Texts["notifications"];

interface FieldsProps {
  readonly draft: ChannelDraft;
  readonly faults: ChannelFaults;
  /** Empty secrets are those that are stored. */
  readonly keeps: boolean;
  readonly texts: Words;
  readonly change: (name: FieldName, text: string) => void;
}

const HINTS = {
  token: "tokenHint",
  chatId: "chatIdHint",
  discordUrl: "discordUrlHint",
  url: "urlHint",
  key: "keyHint",
  host: "hostHint",
  port: "portHint",
  security: "securityHint",
  user: "userHint",
  password: "passwordHint",
  from: "fromHint",
  to: "toHint",
} as const satisfies Record<FieldName, keyof Words>;
const SECURITIES = ["tls", "starttls", "none"] as const;

/** A secret is never shown, since it is never sent to the page. */
export function ChannelFields({ draft, faults, keeps, texts, change }: FieldsProps) {
  return FIELDS[draft.kind].map(({ name, isSecret }) => (
    <NotifyField
      key={name}
      name={name}
      label={texts[name]}
      hint={texts[HINTS[name]]}
      fault={faultOf(faults, name, texts)}
    >
      {(described) =>
        name === "security"
          ? (
            <select
              {...described}
              value={draft.fields.security}
              onChange={({ currentTarget }) => change(name, currentTarget.value)}
            >
              {SECURITIES.map((one) => <option key={one} value={one}>{texts.securities[one]}</option>)}
            </select>
          )
          : (
            <span class="notify-input">
              <input
                {...described}
                {...(isSecret && name !== "key" ? { type: "password" } as const : { type: "text" } as const)}
                inputMode={name === "port" ? "numeric" : "text"}
                autocomplete="off"
                spellcheck={false}
                maxLength={2_000}
                placeholder={isSecret && keeps ? texts.stored : ""}
                value={draft.fields[name]}
                onInput={({ currentTarget }) => change(name, currentTarget.value)}
              />
              {name === "key" && (
                <button type="button" class="button" onClick={() => change(name, newSigningKey())}>
                  {texts.makeKey}
                </button>
              )}
            </span>
          )}
    </NotifyField>
  ));
}

function faultOf(faults: ChannelFaults, name: FieldName, texts: Words): string | null {
  const fault = faults[name];
  return fault === undefined ? null : texts.faults[fault];
}

interface Described {
  readonly id: string;
  readonly "aria-invalid": boolean;
  readonly "aria-describedby": string;
}

interface NotifyFieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly fault: string | null;
  readonly children: (described: Described) => ComponentChildren;
}

/** What is wrong takes the place of the hint, so that nothing moves. */
export function NotifyField({ name, label, hint, fault, children }: NotifyFieldProps) {
  const id = `notify-${name}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, "aria-invalid": fault !== null, "aria-describedby": `${id}-note` })}
      <p id={`${id}-note`} class={fault === null ? "quiet" : "error-text"}>{fault ?? hint}</p>
    </div>
  );
}
