/** A choice of one value or of all. */
interface SelectProps<V extends string> {
  readonly label: string;
  /** The word for no choice. */
  readonly all: string;
  /** Each value and its text. */
  readonly options: readonly (readonly [V, string])[];
  /** Null = all. */
  readonly value: V | null;
  readonly choose: (value: V | null) => void;
}

/** A native list: usable by keyboard and on a phone as it is. */
export function FilterSelect<V extends string>({ label, all, options, value, choose }: SelectProps<V>) {
  return (
    <select
      class="filter"
      aria-label={label}
      value={value ?? ""}
      onChange={({ currentTarget }) => choose(options.find(([name]) => name === currentTarget.value)?.[0] ?? null)}
    >
      <option value="">{`${label} : ${all}`}</option>
      {options.map(([name, text]) => <option key={name} value={name}>{text}</option>)}
    </select>
  );
}
