/** The kill switch in the header of every page: one press away, asked once; while it is on the whole page says so. */
import { useEffect, useState } from "preact/hooks";
import { Dialog } from "../components/dialog.tsx";
import { Icon } from "../components/icon.tsx";
import { engageKill, followKill, kill, releaseKill } from "../web/client/kill.ts";
import { toast } from "../web/client/toasts.ts";
import { fill, type Language, type Texts, textsOf } from "../web/i18n/mod.ts";
import type { KillState } from "../web/risk_services.ts";
import { useTimes } from "../web/zone.ts";

interface KillSwitchProps {
  readonly language: Language;
  /** As it stood when the page was made; null = off. */
  readonly rendered: KillState | null;
}

export default function KillSwitch({ language, rendered }: KillSwitchProps) {
  const texts = textsOf(language).risk.kill;
  const [isAsking, ask] = useState(false);
  useEffect(followKill, []);
  const state = kill.value === undefined ? rendered : kill.value;
  return (
    <>
      {state && <KillNotice state={state} texts={texts} release={() => ask(true)} />}
      {!state && (
        <button
          type="button"
          class="tool kill-button"
          aria-label={texts.button}
          title={texts.button}
          onClick={() => ask(true)}
        >
          <Icon name="stop" size={16} />
          <span>{texts.button}</span>
        </button>
      )}
      {state
        ? <ReleaseDialog isOpen={isAsking} texts={texts} close={() => ask(false)} />
        : <KillDialog isOpen={isAsking} texts={texts} close={() => ask(false)} />}
    </>
  );
}

interface NoticeProps {
  readonly state: KillState;
  readonly texts: Texts["risk"]["kill"];
  readonly release: () => void;
}

function KillNotice({ state, texts, release }: NoticeProps) {
  const { dateTime } = useTimes();
  return (
    <div class="kill-notice" role="alert">
      <strong>{fill(texts.isOn, { time: dateTime(state.engagedMs) })}</strong>
      <span>{state.doneMs === null ? texts.working : texts.done}</span>
      <button type="button" class="button" onClick={release}>{texts.release}</button>
    </div>
  );
}

interface DialogProps {
  readonly isOpen: boolean;
  readonly texts: Texts["risk"]["kill"];
  readonly close: () => void;
}

function KillDialog({ isOpen, texts, close }: DialogProps) {
  const [sells, sell] = useState(false);
  const confirm = async () => {
    const answer = await engageKill(sells);
    if (!answer.ok) toast("error", ({ risk }) => fill(risk.kill.failed, { reason: answer.reason }));
    close();
  };
  return (
    <Dialog isOpen={isOpen} titleId="kill-title" cancel={close}>
      <h2 id="kill-title">{texts.question}</h2>
      <p>{texts.text}</p>
      <label class="kill-sells">
        <input
          type="checkbox"
          name="sells"
          checked={sells}
          onChange={({ currentTarget }) => sell(currentTarget.checked)}
        />
        {texts.sells}
      </label>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={close}>{texts.cancel}</button>
        <button type="button" class="button danger" onClick={() => void confirm()}>{texts.confirm}</button>
      </div>
    </Dialog>
  );
}

function ReleaseDialog({ isOpen, texts, close }: DialogProps) {
  const confirm = async () => {
    const answer = await releaseKill();
    if (!answer.ok) toast("error", ({ risk }) => fill(risk.kill.failed, { reason: answer.reason }));
    close();
  };
  return (
    <Dialog isOpen={isOpen} titleId="release-title" cancel={close}>
      <h2 id="release-title">{texts.releaseQuestion}</h2>
      <p>{texts.releaseText}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={close}>{texts.cancel}</button>
        <button type="button" class="button primary" onClick={() => void confirm()}>{texts.release}</button>
      </div>
    </Dialog>
  );
}
