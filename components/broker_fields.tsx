/** The fields of the form about an account: each with its label, and what is wrong with it. */
import type { ComponentChildren } from "preact";
import type { BrokerForm, BrokerView, ExchangeChoice } from "../web/broker_services.ts";
import type { Problems } from "../web/client/brokers.ts";
import type { Texts } from "../web/i18n/mod.ts";
import { fieldLabel } from "./broker_table.tsx";

/** What is the same for every field of a form. */
export interface FormParts {
  readonly form: BrokerForm;
  readonly problems: Problems;
  readonly texts: Texts["brokers"];
  readonly change: (changes: Partial<BrokerForm>) => void;
}

/** The id of a field's input. */
export function idOf(field: string): string {
  return `broker-${field.replaceAll(".", "-")}`;
}

/** The id of the text that says what is wrong with a field; undefined while nothing is. */
export function problemIdOf(field: string, problems: Problems): string | undefined {
  return Object.hasOwn(problems, field) ? `${idOf(field)}-problem` : undefined;
}

interface LabelledProps extends Pick<FormParts, "problems" | "texts"> {
  readonly field: string;
  readonly label: string;
  readonly children: ComponentChildren;
}

/** A label over an input, and the problem below it. */
export function Labelled({ field, label, problems, texts, children }: LabelledProps) {
  return (
    <div class="field">
      <label for={idOf(field)}>{label}</label>
      {children}
      <Problem field={field} problems={problems} texts={texts} />
    </div>
  );
}

function Problem({ field, problems, texts }: Pick<LabelledProps, "field" | "problems" | "texts">) {
  const key = problems[field];
  if (key === undefined) return null;
  const text = Object.entries(texts.invalid).find(([name]) => name === key)?.[1] ?? key;
  return <p class="error-text" id={problemIdOf(field, problems)}>{text}</p>;
}

interface TextProps extends FormParts {
  readonly field: "name" | "description";
  readonly label: string;
}

/** A line of text. */
export function TextField({ field, label, form, problems, texts, change }: TextProps) {
  const problemId = problemIdOf(field, problems);
  return (
    <Labelled field={field} label={label} problems={problems} texts={texts}>
      <input
        id={idOf(field)}
        type="text"
        autocomplete="off"
        value={form[field]}
        aria-invalid={problemId !== undefined}
        aria-describedby={problemId}
        onInput={({ currentTarget }) => change({ [field]: currentTarget.value })}
      />
    </Labelled>
  );
}

/** One of the environments that the exchange has, with what it means for the user's money. */
export function EnvironmentField({ choice, form, problems, texts, change }: FormParts & { choice: ExchangeChoice }) {
  const { environment } = form;
  return (
    <fieldset class="field environments" aria-describedby={`${idOf("environment")}-hint`}>
      <legend>{texts.form.environment}</legend>
      {choice.environments.map((one) => (
        <label key={one} class={`environment-choice ${one}`}>
          <input
            type="radio"
            name="environment"
            value={one}
            checked={one === environment}
            onChange={() => change({ environment: one, credentials: {} })}
          />
          {texts.environments[one]}
        </label>
      ))}
      <p id={`${idOf("environment")}-hint`} class={environment === "live" ? "warning" : "quiet"}>
        {texts.environmentHints[environment]}
      </p>
      <Problem field="environment" problems={problems} texts={texts} />
    </fieldset>
  );
}

interface KeyProps extends FormParts {
  readonly choice: ExchangeChoice;
  /** The account as it is stored; null = a new one. */
  readonly broker: BrokerView | null;
}

/** What the exchange asks for. What is stored is never shown: only that it is there. */
export function KeyFields({ choice, broker, form, problems, texts, change }: KeyProps) {
  if (choice.fields.length === 0) return <p class="quiet">{texts.form.noKeyNeeded}</p>;
  const hasMoved = broker !== null && !isSameVenue(broker, form);
  const stored = broker === null || hasMoved ? [] : broker.credentialFields;
  return (
    <fieldset class="keys">
      <legend>{texts.form.keys}</legend>
      {hasMoved && <p class="quiet">{texts.form.anew}</p>}
      {choice.fields.map(({ name, isSecret }) => {
        const field = `credentials.${name}`;
        const problemId = problemIdOf(field, problems);
        return (
          <Labelled key={name} field={field} label={fieldLabel(name, texts)} problems={problems} texts={texts}>
            <input
              id={idOf(field)}
              {...(isSecret ? { type: "password" as const } : { type: "text" as const })}
              class="mono"
              // What browsers offer to fill in here is the user's password of this page.
              autocomplete={isSecret ? "new-password" : "off"}
              spellcheck={false}
              autocapitalize="off"
              value={form.credentials[name] ?? ""}
              placeholder={stored.includes(name) ? texts.form.stored : ""}
              aria-invalid={problemId !== undefined}
              aria-describedby={problemId}
              onInput={({ currentTarget }) =>
                change({ credentials: { ...form.credentials, [name]: currentTarget.value } })}
            />
          </Labelled>
        );
      })}
    </fieldset>
  );
}

function isSameVenue(broker: BrokerView, form: BrokerForm): boolean {
  return broker.exchange === form.exchange && broker.environment === form.environment;
}
