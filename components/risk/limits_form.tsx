/** The form of limits. */
import { useState } from "preact/hooks";
import { NO_LIMITS, type RiskLimits } from "../../domain/risk/limits.ts";
import { draftOf, limitsOf, type RiskDraft, type RiskFaults } from "../../web/client/risk_form.ts";
import { postJson } from "../../web/client/trading/ask.ts";
import { fill, type Language, type Texts, textsOf } from "../../web/i18n/mod.ts";
import type { RiskView } from "../../web/risk_services.ts";

interface LimitsFormProps {
  readonly language: Language;
  readonly brokerId: string | null;
  /** Null = none are stored. */
  readonly limits: RiskLimits | null;
  readonly changed: (view: RiskView) => void;
}

type Told = { readonly isGood: boolean; readonly text: string };

/** Stores what is typed, unless something is wrong with it. */
export function LimitsForm({ language, brokerId, limits, changed }: LimitsFormProps) {
  const texts = textsOf(language).risk;
  const [draft, setDraft] = useState<RiskDraft>(() => draftOf(limits ?? NO_LIMITS, language));
  const [faults, setFaults] = useState<RiskFaults>({});
  const [countsAnew, countAnew] = useState(false);
  const [told, tell] = useState<Told | null>(null);
  const save = async () => {
    const read = limitsOf(draft, language);
    setFaults("faults" in read ? read.faults : {});
    if ("faults" in read) return tell(null);
    const answer = await postJson<RiskView>("/account/risk/limits", { brokerId, limits: read.limits, countsAnew });
    tell(toldOf(answer.ok ? null : answer.reason, texts));
    if (!answer.ok) return;
    countAnew(false);
    changed(answer.value);
  };
  const field = (name: keyof RiskLimits, hint?: string) => (
    <LimitField
      name={name}
      label={texts[name]}
      hint={hint}
      value={draft[name]}
      placeholder={name === "quote" ? "USDT" : texts.none}
      fault={faults[name] && texts[faults[name]]}
      change={(text) => setDraft((before) => ({ ...before, [name]: text }))}
    />
  );
  return (
    <form
      class="risk-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {field("quote", texts.quoteHint)}
      {field("maxPosition", texts.maxPositionHint)}
      {field("maxDailyLoss", texts.maxDailyLossHint)}
      {field("maxDrawdown", texts.maxDrawdownHint)}
      {field("ordersPerMinute")}
      {field("lossesInARow")}
      {field("coolDownMinutes")}
      {field("symbols", texts.symbolsHint)}
      <div class="risk-actions">
        <label>
          <input
            type="checkbox"
            name="countsAnew"
            checked={countsAnew}
            onChange={({ currentTarget }) => countAnew(currentTarget.checked)}
          />
          {texts.countsAnew}
        </label>
        <button type="submit" class="button primary">{texts.save}</button>
        <p role="status" class={told?.isGood === false ? "error-text" : "quiet"}>{told?.text}</p>
      </div>
    </form>
  );
}

function toldOf(refusal: string | null, texts: Texts["risk"]): Told {
  if (refusal === null) return { isGood: true, text: texts.saved };
  return { isGood: false, text: fill(texts.kill.failed, { reason: refusal }) };
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint: string | undefined;
  readonly value: string;
  readonly placeholder: string;
  readonly fault: string | undefined;
  readonly change: (text: string) => void;
}

function LimitField({ name, label, hint, value, placeholder, fault, change }: FieldProps) {
  const told = `limit-${name}-told`;
  const text = fault ?? hint;
  return (
    <div class="field">
      <label for={`limit-${name}`}>{label}</label>
      <input
        id={`limit-${name}`}
        name={name}
        type="text"
        autocomplete="off"
        spellcheck={false}
        maxLength={2_000}
        value={value}
        placeholder={placeholder}
        aria-invalid={fault !== undefined}
        aria-describedby={text === undefined ? undefined : told}
        onInput={({ currentTarget }) => change(currentTarget.value)}
      />
      {text !== undefined && <small id={told} class={fault === undefined ? "quiet" : "error-text"}>{text}</small>}
    </div>
  );
}
