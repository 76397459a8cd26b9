/** Whether an account may use real money: turned on by typing its name, off at once. */
import { useState } from "preact/hooks";
import { postJson } from "../../web/client/trading/ask.ts";
import { fill, type Texts } from "../../web/i18n/mod.ts";
import type { RiskAccount, RiskView } from "../../web/risk_services.ts";

interface LiveSwitchProps {
  readonly account: RiskAccount;
  readonly texts: Texts["risk"]["live"];
  readonly changed: (view: RiskView) => void;
}

/** One account with real money. */
export function LiveSwitch({ account: { id, name, isLiveOn }, texts, changed }: LiveSwitchProps) {
  const [typed, type] = useState("");
  const [refusal, refuse] = useState<string | null>(null);
  const set = async (isOn: boolean) => {
    const answer = await postJson<RiskView>("/account/risk/live", { brokerId: id, isOn, name: typed });
    refuse(answer.ok ? null : answer.reason);
    if (!answer.ok) return;
    type("");
    changed(answer.value);
  };
  return (
    <form
      class="live-switch"
      onSubmit={(event) => {
        event.preventDefault();
        void set(!isLiveOn);
      }}
    >
      <strong>{name}</strong>
      <span class={isLiveOn ? "tag is-on" : "tag"}>{isLiveOn ? texts.on : texts.off}</span>
      {!isLiveOn && (
        <label class="field">
          <span>{fill(texts.type, { name })}</span>
          <input
            name="name"
            type="text"
            autocomplete="off"
            spellcheck={false}
            maxLength={200}
            value={typed}
            onInput={({ currentTarget }) => type(currentTarget.value)}
          />
        </label>
      )}
      <button type="submit" class={isLiveOn ? "button" : "button danger"} disabled={!isLiveOn && typed !== name}>
        {isLiveOn ? texts.turnOff : texts.turnOn}
      </button>
      {refusal !== null && <p role="alert" class="error-text">{refusal}</p>}
    </form>
  );
}
