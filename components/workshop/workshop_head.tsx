/** What a strategy is called, and what can be done with it. */
import type { ComponentChildren } from "preact";
import { type Timeframe, TIMEFRAMES } from "../../domain/timeframe.ts";
import type { Draft } from "../../web/client/workshop/draft.ts";
import { MOST_NAME } from "../../web/client/workshop/strategy_file.ts";
import { fill, type Texts } from "../../web/i18n/mod.ts";

interface HeadProps {
  readonly draft: Draft;
  readonly version: number;
  readonly isDirty: boolean;
  readonly isSaving: boolean;
  /** What is wrong with the name; null = nothing. */
  readonly nameFault: string | null;
  /** What else kept it from being saved; null = nothing. */
  readonly fault: string | null;
  readonly texts: Texts["workshop"];
  readonly change: (changes: Partial<Draft>) => void;
  /** The buttons. */
  readonly children?: ComponentChildren;
}

/** Fields as wide as what they hold, with what is wrong below them. */
export function WorkshopHead(props: HeadProps) {
  const { draft, nameFault, fault, texts, change, children } = props;
  const { head: words } = texts;
  return (
    <section class="panel workshop-head">
      <div class="workshop-fields">
        <label class="field">
          <span>{words.name}</span>
          <input
            name="name"
            value={draft.name}
            maxLength={MOST_NAME + 1}
            autocomplete="off"
            aria-invalid={nameFault !== null}
            aria-describedby={nameFault === null ? undefined : "name-fault"}
            onInput={({ currentTarget }) => change({ name: currentTarget.value })}
          />
        </label>
        <label class="field wide">
          <span>{words.description}</span>
          <input
            name="description"
            value={draft.description}
            maxLength={2_000}
            autocomplete="off"
            placeholder={words.descriptionHint}
            onInput={({ currentTarget }) => change({ description: currentTarget.value })}
          />
        </label>
        <label class="field">
          <span>{words.timeframe}</span>
          <select
            name="timeframe"
            value={draft.timeframe}
            onChange={({ currentTarget }) => change({ timeframe: currentTarget.value as Timeframe })}
          >
            {TIMEFRAMES.map((each) => <option key={each} value={each}>{each}</option>)}
          </select>
        </label>
      </div>
      <div class="workshop-actions">
        <SavedState {...props} />
        {children}
      </div>
      {nameFault !== null && <p id="name-fault" class="error-text panel-text" role="alert">{nameFault}</p>}
      {fault !== null && <p class="error-text panel-text" role="alert">{fault}</p>}
    </section>
  );
}

function SavedState({ version, isDirty, isSaving, texts: { head: words } }: HeadProps) {
  const text = isSaving ? words.saving : isDirty ? words.unsaved : words.saved;
  return (
    <p class="saved-state" role="status">
      {fill(words.version, { number: version })} · <span class={isDirty ? "warns" : "quiet"}>{text}</span>
    </p>
  );
}
