/** The kill switch in the header of every page: one press away, asked once; while it is on the whole page says so. */
import { useEffect, useState } from "preact/hooks";
import { Dialog } from "../components/dialog.tsx";
import { Icon } from "../components/icon.tsx";
import { engageKill, followKill, kill, releaseKill } from "../web/client/kill.ts";
import { toast } from "../web/client/toasts.ts";
import type { Answer } from "../web/client/trading/ask.ts";
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
  const [asked, ask] = useState<"engage" | "release" | null>(null);
  useEffect(followKill, []);
  const state = kill.value === undefined ? rendered : kill.value;
  const isOn = state !== null;
  // Turned on or off from elsewhere: the question of before is none any more, and must not become the other one.
  useEffect(() => ask(null), [isOn]);
  return (
    <>
      {state && <KillNotice state={state} texts={texts} release={() => ask("release")} />}
      {!state && (
        <button
          type="button"
          class="tool kill-button"
          aria-label={texts.button}
          title={texts.button}
          onClick={() => ask("engage")}
        >
          <Icon name="stop" size={16} />
          <span>{texts.button}</span>
        </button>
      )}
      {state
        ? <ReleaseDialog isOpen={asked === "release"} texts={texts} close={() => ask(null)} />
        : <KillDialog isOpen={asked === "engage"} texts={texts} close={() => ask(null)} />}
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

/** What was ticked before is not ticked when it is asked again. */
function KillDialog({ isOpen, texts, close }: DialogProps) {
  return (
    <Dialog isOpen={isOpen} titleId="kill-title" cancel={close}>
      {isOpen && <KillQuestion texts={texts} close={close} />}
    </Dialog>
  );
}

function KillQuestion({ texts, close }: Omit<DialogProps, "isOpen">) {
  const [sells, sell] = useState(false);
  const { isSending, send } = useOnce(() => engageKill(sells), close);
  return (
    <>
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
        <button type="button" class="button danger" disabled={isSending} onClick={() => void send()}>
          {texts.confirm}
        </button>
      </div>
    </>
  );
}

function ReleaseDialog({ isOpen, texts, close }: DialogProps) {
  const { isSending, send } = useOnce(releaseKill, close);
  return (
    <Dialog isOpen={isOpen} titleId="kill-release-title" cancel={close}>
      <h2 id="kill-release-title">{texts.releaseQuestion}</h2>
      <p>{texts.releaseText}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={close}>{texts.cancel}</button>
        <button type="button" class="button primary" disabled={isSending} onClick={() => void send()}>
          {texts.release}
        </button>
      </div>
    </Dialog>
  );
}

/** Sends a wish, once at a time; a refusal is told. */
function useOnce(wish: () => Promise<Answer<unknown>>, done: () => void) {
  const [isSending, setSending] = useState(false);
  const send = async () => {
    setSending(true);
    const answer = await wish();
    setSending(false);
    if (!answer.ok) toast("error", ({ risk }) => fill(risk.kill.failed, { reason: answer.reason }));
    done();
  };
  return { isSending, send };
}
