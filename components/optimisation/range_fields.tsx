/** Which parameters are searched, and over which values: a row each. */
import { countValues, type RangeDraft, rangeFaults } from "../../web/client/optimisation/search_form.ts";
import { count } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import type { ParameterSpec } from "../../web/workshop_services.ts";

interface RangesProps {
  /** Those that can be searched. */
  readonly specs: readonly ParameterSpec[];
  readonly ranges: Readonly<Record<string, RangeDraft>>;
  readonly change: (name: string, draft: RangeDraft) => void;
  /** What is wrong with all of them together. */
  readonly fault: string | undefined;
  readonly language: Language;
  readonly texts: Texts;
}

/** The ranges of a search. */
export function RangeFields({ specs, ranges, change, fault, language, texts }: RangesProps) {
  const { form: words } = texts.optimisations;
  return (
    <fieldset class="search-ranges" aria-describedby="search-ranges-fault">
      <legend>{words.ranges}</legend>
      {specs.map((spec) => {
        const draft = ranges[spec.name];
        return draft && (
          <RangeRow
            key={spec.name}
            {...{ spec, draft, language, words }}
            change={(next) => change(spec.name, next)}
          />
        );
      })}
      <p id="search-ranges-fault" class={fault === undefined ? "run-note" : "run-note error-text"}>{fault}</p>
    </fieldset>
  );
}

interface RowProps {
  readonly spec: ParameterSpec;
  readonly draft: RangeDraft;
  readonly change: (draft: RangeDraft) => void;
  readonly language: Language;
  readonly words: Texts["optimisations"]["form"];
}

function RangeRow({ spec, draft, change, language, words }: RowProps) {
  const name = spec.label ?? spec.name;
  const values = draft.isSearched ? countValues(spec, draft) : null;
  return (
    <div class={`search-range ${draft.isSearched ? "on" : ""}`}>
      <label class="search-name">
        <input
          type="checkbox"
          name={`search-${spec.name}`}
          checked={draft.isSearched}
          aria-label={fill(words.searchOf, { name })}
          onChange={({ currentTarget }) => change({ ...draft, isSearched: currentTarget.checked })}
        />
        <span>{name}</span>
        {spec.label !== undefined && <small class="mono">{spec.name}</small>}
      </label>
      {draft.isSearched && (
        typeof spec.default === "number"
          ? <Numbers {...{ spec, draft, change, words }} />
          : <p class="search-each quiet">{fill(words.eachOf, { values: eachOf(spec).join(", ") })}</p>
      )}
      <span class="search-count quiet">
        {values !== null && fill(words.values, { count: count(values, language) })}
      </span>
    </div>
  );
}

function eachOf({ default: byDefault, choices }: ParameterSpec): readonly string[] {
  return typeof byDefault === "boolean" ? ["true", "false"] : choices ?? [];
}

function Numbers({ spec, draft, change, words }: Omit<RowProps, "language">) {
  const faults = rangeFaults(spec, draft, words);
  const id = `search-${spec.name}`;
  const fields = [["from", words.from, words.fromOf], ["to", words.to, words.toOf], [
    "step",
    words.step,
    words.stepOf,
  ]] as const;
  const fault = fields.map(([field]) => faults[field]).find((one) => one !== undefined);
  return (
    <div class="search-numbers">
      {fields.map(([field, label, named]) => (
        <label key={field}>
          <span>{label}</span>
          <input
            id={`${id}-${field}`}
            type="text"
            inputMode="decimal"
            class="number-input"
            autocomplete="off"
            maxLength={20}
            value={draft[field]}
            aria-label={fill(named, { name: spec.label ?? spec.name })}
            aria-invalid={faults[field] !== undefined}
            aria-describedby={`${id}-fault`}
            onInput={({ currentTarget }) => change({ ...draft, [field]: currentTarget.value })}
          />
        </label>
      ))}
      <p id={`${id}-fault`} class="run-note error-text">{fault}</p>
    </div>
  );
}
