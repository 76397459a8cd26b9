/** The webhooks of a user: where each trades, in which mode and for whom, and a form for another. No script is needed. */
import { fill, type Texts } from "../../web/i18n/mod.ts";
import type { WebhookView } from "../../web/webhook_services.ts";
import { useTimes } from "../../web/zone.ts";
import { Panel } from "../panel.tsx";

/** A broker to choose. */
export interface BrokerChoice {
  readonly id: string;
  readonly name: string;
}

interface HooksProps {
  readonly webhooks: readonly WebhookView[];
  readonly brokers: readonly BrokerChoice[];
  readonly texts: Texts["webhooks"]["hooks"];
}

/** Each with its settings and the buttons that change or end it. */
export function HookPanel({ webhooks, brokers, texts }: HooksProps) {
  return (
    <Panel title={texts.title} class="webhook-list">
      {webhooks.length === 0 && <p class="quiet empty">{texts.none}</p>}
      {webhooks.map((webhook) => <Hook key={webhook.id} {...{ webhook, brokers, texts }} />)}
      {brokers.length === 0
        ? <p class="quiet empty">{texts.noBroker}</p>
        : (
          <form method="post" action="/webhooks" f-client-nav="false" class="panel-line">
            <label class="field">
              <span>{texts.name}</span>
              <input
                name="name"
                required
                pattern=".*\S.*"
                maxlength={60}
                autocomplete="off"
                placeholder={texts.nameHint}
              />
            </label>
            <Settings brokers={brokers} texts={texts} />
            <button type="submit" class="button primary">{texts.make}</button>
          </form>
        )}
    </Panel>
  );
}

function Hook({ webhook, brokers, texts }: Omit<HooksProps, "webhooks"> & { readonly webhook: WebhookView }) {
  const { dateTime } = useTimes();
  const { id, name, createdMs, usedMs } = webhook;
  return (
    <div class="webhook">
      <h3>
        {name}
        <span class={`tag ${webhook.isTest ? "" : "good"}`}>{texts.modes[webhook.isTest ? "test" : "real"]}</span>
        <small class="quiet">
          {texts.created} {dateTime(createdMs)} · {texts.used} {usedMs === null ? texts.never : dateTime(usedMs)}
        </small>
      </h3>
      <form method="post" action={`/webhooks/${id}/change`} f-client-nav="false" class="panel-line">
        <Settings webhook={webhook} brokers={brokers} texts={texts} />
        <button type="submit" class="button small">{texts.save}</button>
      </form>
      <div class="webhook-ends">
        <Question action="rotate" title={texts.rotateTitle} text={texts.rotateText} {...{ id, name, texts }} />
        <Question action="revoke" title={texts.revokeTitle} text={texts.revokeText} {...{ id, name, texts }} />
      </div>
    </div>
  );
}

interface SettingsProps {
  /** Absent = of a new one. */
  readonly webhook?: WebhookView;
  readonly brokers: readonly BrokerChoice[];
  readonly texts: HooksProps["texts"];
}

function Settings({ webhook, brokers, texts }: SettingsProps) {
  const isTest = webhook?.isTest ?? true;
  return (
    <>
      <label class="field">
        <span>{texts.broker}</span>
        <select name="brokerId">
          {brokers.map(({ id, name }) => <option key={id} value={id} selected={id === webhook?.brokerId}>{name}
          </option>)}
        </select>
      </label>
      <label class="field">
        <span>{texts.mode}</span>
        <select name="mode">
          <option value="test" selected={isTest}>{texts.modes.test}</option>
          <option value="real" selected={!isTest}>{texts.modes.real}</option>
        </select>
      </label>
      <label class="field">
        <span>{texts.from}</span>
        <select name="from">
          <option value="anywhere">{texts.anywhere}</option>
          <option value="tradingview" selected={webhook?.onlyTradingView}>{texts.onlyTradingView}</option>
        </select>
      </label>
    </>
  );
}

interface QuestionProps {
  readonly id: string;
  readonly name: string;
  readonly action: "rotate" | "revoke";
  readonly title: string;
  readonly text: string;
  readonly texts: HooksProps["texts"];
}

/** The question is a popover: it closes by Escape, and the focus goes back to the button. */
function Question({ id, name, action, title, text, texts }: QuestionProps) {
  const dialog = `${action}-${id}`;
  const look = action === "revoke" ? "button small danger" : "button small";
  return (
    <>
      <button type="button" class={look} popovertarget={dialog} aria-label={fill(title, { name })}>
        {texts[action]}
      </button>
      <div id={dialog} popover="auto" class="dialog" role="alertdialog" aria-labelledby={`${dialog}-title`}>
        <h2 id={`${dialog}-title`}>{fill(title, { name })}</h2>
        <p>{text}</p>
        <form method="post" action={`/webhooks/${id}/${action}`} f-client-nav="false" class="dialog-actions">
          <button type="button" class="button" popovertarget={dialog} popovertargetaction="hide" autofocus>
            {texts.cancel}
          </button>
          <button type="submit" class={action === "revoke" ? "button danger" : "button primary"}>
            {texts[action]}
          </button>
        </form>
      </div>
    </>
  );
}
