/** A strategy's parameters as a form: made from what it declares. */
import { useState } from "preact/hooks";
import { numberIn, parameterFault, valueOf } from "../../web/client/backtest/parameter_faults.ts";
import { fill, type Texts } from "../../web/i18n/mod.ts";
import type { Parameters, ParameterSpec, ParameterValue } from "../../web/workshop_services.ts";

interface ParameterFormProps {
  readonly specs: readonly ParameterSpec[];
  /** Those that are not there have their default. In a number's place a text may stand: what was typed and is no number. */
  readonly values: Parameters;
  /** `undefined` = back to its default. */
  readonly change: (name: string, value: ParameterValue | undefined) => void;
  readonly texts: Texts;
}

/** A field a parameter, with what is wrong with it and a way back to its default. */
export function ParameterForm({ specs, values, change, texts }: ParameterFormProps) {
  const words = texts.backtests.parameters;
  if (specs.length === 0) return <p class="quiet">{words.none}</p>;
  return (
    <div class="parameter-form">
      {specs.map((spec) => (
        <Parameter
          key={spec.name}
          spec={spec}
          value={valueOf(spec, values)}
          change={(value) => change(spec.name, value)}
          words={words}
        />
      ))}
    </div>
  );
}

interface ParameterProps {
  readonly spec: ParameterSpec;
  readonly value: ParameterValue;
  readonly change: (value: ParameterValue | undefined) => void;
  readonly words: Texts["backtests"]["parameters"];
}

function Parameter({ spec, value, change, words }: ParameterProps) {
  const id = `parameter-${spec.name}`;
  const fault = parameterFault(spec, value, words);
  const hint = hintOf(spec, words);
  const label = spec.label ?? spec.name;
  const input = {
    id,
    name: id,
    "aria-invalid": fault !== null,
    "aria-describedby": fault !== null ? `${id}-fault` : hint === null ? undefined : `${id}-hint`,
  };
  return (
    <div class="parameter">
      <label for={id}>
        {label}
        {spec.label !== undefined && <small class="mono">{spec.name}</small>}
      </label>
      <div class="parameter-value">
        <ParameterInput {...{ spec, value, change, input, words }} />
        <button
          type="button"
          class="tool"
          disabled={value === spec.default}
          title={fill(words.reset, { name: label, value: shown(spec.default, words) })}
          aria-label={fill(words.reset, { name: label, value: shown(spec.default, words) })}
          onClick={() => change(undefined)}
        >
          <span aria-hidden="true">↺</span>
        </button>
      </div>
      {fault !== null
        ? <p id={`${id}-fault`} class="error-text">{fault}</p>
        : hint !== null && <p id={`${id}-hint`} class="parameter-hint">{hint}</p>}
    </div>
  );
}

interface InputProps extends ParameterProps {
  readonly input: { readonly id: string; readonly name: string; readonly "aria-invalid": boolean };
}

function ParameterInput(props: InputProps) {
  const { spec, value, change, input, words } = props;
  if (typeof spec.default === "number") return <NumberInput {...props} />;
  if (typeof spec.default === "boolean") {
    return (
      <select
        {...input}
        value={String(value)}
        onChange={({ currentTarget }) => change(currentTarget.value === "true")}
      >
        <option value="true">{words.yes}</option>
        <option value="false">{words.no}</option>
      </select>
    );
  }
  if (spec.choices) {
    return (
      <select {...input} value={String(value)} onChange={({ currentTarget }) => change(currentTarget.value)}>
        {spec.choices.map((choice) => <option key={choice} value={choice}>{choice}</option>)}
      </select>
    );
  }
  return (
    <input
      {...input}
      type="text"
      maxLength={200}
      value={String(value)}
      onInput={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}

/** What was typed stays as it was typed for as long as it says the value: `0.` on the way to `0.5`. */
function NumberInput({ spec, value, change, input }: InputProps) {
  const [typed, setTyped] = useState("");
  const text = (numberIn(typed) ?? typed) === value ? typed : String(value);
  const type = (next: string) => {
    setTyped(next);
    change(numberIn(next) ?? next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (by === 0 || typeof value !== "number") return;
    event.preventDefault();
    type(stepped(spec, value, by * (event.shiftKey ? 10 : 1)));
  };
  return (
    <input
      {...input}
      type="text"
      inputMode="decimal"
      autocomplete="off"
      spellcheck={false}
      maxLength={30}
      class="number-input"
      value={text}
      onInput={({ currentTarget }) => type(currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}

/** So many steps further, within the range; 0.1 + 0.2 is 0.3. */
function stepped({ step = 1, min = -Infinity, max = Infinity }: ParameterSpec, value: number, steps: number): string {
  return String(Number(Math.min(max, Math.max(min, value + steps * step)).toPrecision(12)));
}

function hintOf({ min, max, step, default: byDefault }: ParameterSpec, words: ParameterProps["words"]): string | null {
  if (typeof byDefault !== "number") return null;
  const range = min !== undefined && max !== undefined
    ? fill(words.between, { min, max })
    : min !== undefined
    ? fill(words.from, { min })
    : max !== undefined
    ? fill(words.to, { max })
    : null;
  const by = step === undefined ? null : fill(words.step, { step });
  return range === null && by === null ? null : [range, by].filter((part) => part !== null).join(", ");
}

function shown(value: ParameterValue, words: ParameterProps["words"]): string {
  return typeof value === "boolean" ? (value ? words.yes : words.no) : String(value);
}
