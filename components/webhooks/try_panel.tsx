/** A message is judged as a call in test mode is; its verdict comes into the list of calls. */
import { useState } from "preact/hooks";
import { toast } from "../../web/client/toasts.ts";
import { postJson } from "../../web/client/trading/ask.ts";
import { TEMPLATES } from "../../web/client/webhooks/templates.ts";
import { fill, type Texts } from "../../web/i18n/mod.ts";
import type { WebhookView } from "../../web/webhook_services.ts";
import { Panel } from "../panel.tsx";

interface TryProps {
  readonly webhooks: readonly WebhookView[];
  readonly texts: Texts;
  /** Something was judged. */
  readonly tried: () => void;
}

/** As a chart of BTC/USDT would fill a template in. */
const EXAMPLE = TEMPLATES.find(({ name }) => name === "entry")!.text
  .replace("{{ticker}}", "BTCUSDT").replace(/,\n[^\n]*timenow[^\n]*/, "");

/** A form with the message; nothing where there is no webhook. */
export function TryPanel({ webhooks, texts, tried }: TryProps) {
  const { trying: words } = texts.webhooks;
  const [chosen, choose] = useState(webhooks[0]?.id ?? "");
  const [body, setBody] = useState(EXAMPLE);
  const send = async (event: Event) => {
    event.preventDefault();
    const answer = await postJson(`/api/webhooks/${chosen}/try`, { body });
    if (!answer.ok) toast("error", ({ webhooks }) => fill(webhooks.trying.failed, { reason: answer.reason }));
    tried();
  };
  return (
    <Panel title={words.title} aside={<span class="quiet">{words.hint}</span>} class="webhook-try">
      <form onSubmit={(event) => void send(event)}>
        <label class="field">
          <span>{words.webhook}</span>
          <select value={chosen} onChange={({ currentTarget }) => choose(currentTarget.value)}>
            {webhooks.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
          </select>
        </label>
        <label class="field">
          <span>{words.message}</span>
          <textarea
            rows={6}
            maxLength={16_000}
            required
            spellcheck={false}
            value={body}
            onInput={({ currentTarget }) => setBody(currentTarget.value)}
          />
        </label>
        <button type="submit" class="button">{words.send}</button>
      </form>
    </Panel>
  );
}
