/** The fields of a backtest's form: each with its label, and below it what is wrong with it, or a hint. */
import type { ComponentChildren } from "preact";

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly fault?: string | undefined;
  readonly hint?: string | undefined;
}

/** A label over an input; the line below it is always there, so that nothing moves when something is wrong. */
function Field({ id, label, fault, hint, children }: FieldProps & { readonly children: ComponentChildren }) {
  return (
    <div class="run-field">
      <label for={id}>{label}</label>
      {children}
      <p id={`${id}-note`} class={fault === undefined ? "run-note" : "run-note error-text"}>{fault ?? hint}</p>
    </div>
  );
}

interface TextProps extends FieldProps {
  readonly value: string;
  readonly change: (text: string) => void;
  readonly placeholder?: string;
  /** Of days; else a number is typed. */
  readonly type?: "date";
  /** The last day that there is. */
  readonly max?: string;
}

/** A number, typed as text so that it stays as it was typed; or a day. */
export function TextField({ id, label, fault, hint, value, change, placeholder = "", type, max }: TextProps) {
  return (
    <Field {...{ id, label, fault, hint }}>
      <input
        id={id}
        name={id}
        {...type === undefined
          ? { type: "text" as const, inputMode: "decimal" as const, class: "number-input" }
          : { type, ...max !== undefined && { max } }}
        autocomplete="off"
        maxLength={30}
        value={value}
        placeholder={placeholder}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-note`}
        onInput={({ currentTarget }) => change(currentTarget.value)}
      />
    </Field>
  );
}

interface SelectProps<V extends string> extends FieldProps {
  readonly value: V;
  readonly options: readonly (readonly [value: V, text: string])[];
  readonly change: (value: V) => void;
}

/** One of a list. */
export function SelectField<V extends string>({ id, label, fault, hint, value, options, change }: SelectProps<V>) {
  return (
    <Field {...{ id, label, fault, hint }}>
      <select
        id={id}
        name={id}
        value={value}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-note`}
        onChange={({ currentTarget }) => {
          const chosen = options.find(([one]) => one === currentTarget.value);
          if (chosen) change(chosen[0]);
        }}
      >
        {options.map(([one, text]) => <option key={one} value={one}>{text}</option>)}
      </select>
    </Field>
  );
}

interface SearchProps extends FieldProps {
  readonly value: string;
  readonly options: readonly string[];
  readonly change: (text: string) => void;
}

/** One of a long list: typed, with what fits offered below. */
export function SearchField({ id, label, fault, hint, value, options, change }: SearchProps) {
  return (
    <Field {...{ id, label, fault, hint }}>
      <input
        id={id}
        name={id}
        type="text"
        list={`${id}-list`}
        autocomplete="off"
        spellcheck={false}
        maxLength={60}
        value={value}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-note`}
        onInput={({ currentTarget }) => change(currentTarget.value.trim())}
      />
      <datalist id={`${id}-list`}>{options.map((one) => <option key={one} value={one} />)}</datalist>
    </Field>
  );
}

interface CheckProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly isOn: boolean;
  readonly change: (isOn: boolean) => void;
}

/** Yes or no. */
export function CheckField({ id, label, hint, isOn, change }: CheckProps) {
  return (
    <div class="run-check">
      <label>
        <input
          id={id}
          name={id}
          type="checkbox"
          checked={isOn}
          {...hint !== undefined && { "aria-describedby": `${id}-note` }}
          onChange={({ currentTarget }) => change(currentTarget.checked)}
        />
        {label}
      </label>
      {hint !== undefined && <p id={`${id}-note`} class="run-note">{hint}</p>}
    </div>
  );
}
