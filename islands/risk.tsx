/** The limits on the account page: for all accounts or for one, and which accounts may use real money. */
import { useState } from "preact/hooks";
import { Panel } from "../components/panel.tsx";
import { LiveSwitch } from "../components/risk/live_switch.tsx";
import { LimitsForm } from "../components/risk/limits_form.tsx";
import { type Language, textsOf } from "../web/i18n/mod.ts";
import type { RiskView } from "../web/risk_services.ts";

interface RiskProps {
  readonly language: Language;
  readonly view: RiskView;
}

export default function Risk({ language, view: rendered }: RiskProps) {
  const texts = textsOf(language).risk;
  const [view, changed] = useState(rendered);
  const [chosen, choose] = useState("");
  const brokerId = chosen === "" ? null : chosen;
  const live = view.accounts.filter(({ isLiveOn }) => isLiveOn !== null);
  return (
    <div id="risk">
      <Panel title={texts.title} aside={<span class="quiet">{texts.hint}</span>}>
        <p class="panel-line quiet">{texts.passes}</p>
        <div class="risk-scope">
          <label class="field">
            <span>{texts.scope}</span>
            <select name="scope" value={chosen} onChange={({ currentTarget }) => choose(currentTarget.value)}>
              <option value="">{texts.all}</option>
              {view.accounts.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
            </select>
          </label>
          {brokerId !== null && <p class="quiet">{texts.own}</p>}
        </div>
        <LimitsForm
          key={chosen}
          language={language}
          brokerId={brokerId}
          limits={view.limits.find((one) => one.brokerId === brokerId)?.limits ?? null}
          changed={changed}
        />
        {live.length > 0 && (
          <section class="risk-live">
            <h3>{texts.live.title}</h3>
            <p class="quiet">{texts.live.text}</p>
            {live.map((account) => (
              <LiveSwitch key={account.id} account={account} texts={texts.live} changed={changed} />
            ))}
          </section>
        )}
      </Panel>
    </div>
  );
}
