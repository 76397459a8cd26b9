/** A field of the order ticket: a number with its unit, and what is wrong with it. */
interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly value: string;
  readonly fault: string | null;
  readonly placeholder?: string;
  readonly change: (text: string) => void;
  /** Arrow up and down: that many steps. */
  readonly step?: (steps: number) => void;
}

/** Text, not a number input: what is typed stays as it was typed, with the decimal sign of the language. */
export function AmountField({ id, label, unit, value, fault, placeholder = "", change, step }: FieldProps) {
  const onKey = (event: KeyboardEvent) => {
    const by = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (by === 0 || step === undefined) return;
    event.preventDefault();
    step(by * (event.shiftKey ? 10 : 1));
  };
  return (
    <div class="amount-field">
      <label for={id}>{label}</label>
      <div class="amount-box">
        <input
          id={id}
          name={id}
          type="text"
          inputMode="decimal"
          autocomplete="off"
          spellcheck={false}
          maxLength={60}
          value={value}
          placeholder={placeholder}
          aria-invalid={fault !== null}
          aria-describedby={fault === null ? undefined : `${id}-fault`}
          onInput={({ currentTarget }) => change(currentTarget.value)}
          onKeyDown={onKey}
        />
        <span class="amount-unit" aria-hidden="true">{unit}</span>
      </div>
      {fault !== null && <p id={`${id}-fault`} class="error-text">{fault}</p>}
    </div>
  );
}
