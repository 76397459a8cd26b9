/** How sets are chosen, by what they are judged, and on which candles. */
import { OBJECTIVES } from "../../domain/backtest/judge.ts";
import type { SearchField, SearchForm } from "../../web/client/optimisation/search_form.ts";
import { figureName } from "../../web/client/optimisation/words.ts";
import { count } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { SelectField, TextField } from "../backtest/form_field.tsx";

interface SearchFieldsProps {
  readonly form: SearchForm;
  readonly faults: Partial<Record<SearchField, string>>;
  readonly change: (changes: Partial<SearchForm>) => void;
  /** How many sets the ranges hold; null while that is not known. */
  readonly sets: number | null;
  readonly language: Language;
  readonly texts: Texts;
}

/** The terms of a search. */
export function SearchFields({ form, faults, change, sets, language, texts }: SearchFieldsProps) {
  const { form: words } = texts.optimisations;
  return (
    <fieldset class="run-fields search-fields">
      <legend>{words.search}</legend>
      <SelectField
        id="search-by"
        label={words.by}
        value={form.by}
        options={[["grid", words.grid], ["random", words.random]]}
        hint={setsText(form, sets, language, words)}
        change={(by) => change({ by })}
      />
      {form.by === "random" && (
        <>
          <TextField
            id="search-tries"
            label={words.tries}
            value={form.tries}
            fault={faults.tries}
            change={(tries) => change({ tries })}
          />
          <TextField
            id="search-seed"
            label={words.seed}
            value={form.seed}
            fault={faults.seed}
            hint={words.seedHint}
            change={(seed) => change({ seed })}
          />
        </>
      )}
      <SelectField
        id="search-objective"
        label={words.objective}
        value={form.objective}
        options={OBJECTIVES.map((one) => [one, figureName(one, texts)] as const)}
        change={(objective) => change({ objective })}
      />
      <TextField
        id="search-held-out"
        label={words.heldOut}
        value={form.heldOut}
        fault={faults.heldOut}
        hint={words.heldOutHint}
        change={(heldOut) => change({ heldOut })}
      />
      <TextField
        id="search-windows"
        label={words.windows}
        value={form.windows}
        fault={faults.windows}
        hint={words.windowsHint}
        change={(windows) => change({ windows })}
      />
    </fieldset>
  );
}

function setsText(
  { by, tries }: SearchForm,
  sets: number | null,
  language: Language,
  words: Texts["optimisations"]["form"],
): string | undefined {
  if (sets === null) return undefined;
  const all = count(sets, language);
  const isPart = by === "random" && Number(tries) > 0 && Number(tries) < sets;
  return isPart
    ? fill(words.setsOf, { tries: count(Number(tries), language), count: all })
    : fill(words.sets, { count: all });
}
