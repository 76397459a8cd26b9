/** The address of a webhook, this once. */
import { fill, type Texts } from "../../web/i18n/mod.ts";
import { Panel } from "../panel.tsx";

interface MadeProps {
  readonly name: string;
  readonly address: string;
  readonly texts: Texts["webhooks"]["made"];
}

/** The address, and how to call it. */
export function MadePanel({ name, address, texts }: MadeProps) {
  const body = `{"action": "buy", "symbol": "BTCUSDT", "value": 100}`;
  return (
    <Panel title={fill(texts.title, { name })} class="token-made">
      <p>{texts.text}</p>
      <p>
        <code class="token-text">{address}</code>
      </p>
      <p class="quiet">{texts.example}</p>
      <pre class="token-text">{`curl -H 'content-type: application/json' -d '${body}' ${address}`}</pre>
      <p>
        <a class="button" href="/webhooks">{texts.back}</a>
      </p>
    </Panel>
  );
}
