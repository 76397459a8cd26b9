/** How an alert is set up: the steps, messages to copy, and what their fields mean. */
import { useState } from "preact/hooks";
import { toast } from "../../web/client/toasts.ts";
import { type MessageTemplate, TEMPLATES } from "../../web/client/webhooks/templates.ts";
import { fill, type Texts } from "../../web/i18n/mod.ts";
import { Panel } from "../panel.tsx";

/** A card that begins open where there is nothing else yet. */
export function SetupPanel({ texts, isOpen }: { readonly texts: Texts; readonly isOpen: boolean }) {
  const { setup: words } = texts.webhooks;
  return (
    <Panel title={words.title} class="webhook-setup">
      <details open={isOpen}>
        <summary>{words.templates}</summary>
        <ol>{words.steps.map((step) => <li key={step}>{step}</li>)}</ol>
        <p class="quiet">{words.reach}</p>
        <div class="webhook-templates">
          {TEMPLATES.map((template) => <Template key={template.name} template={template} texts={texts} />)}
        </div>
        <FieldTable words={words} />
      </details>
    </Panel>
  );
}

function Template({ template: { name, text }, texts }: { readonly template: MessageTemplate; readonly texts: Texts }) {
  const { setup: words } = texts.webhooks;
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch (error) {
      toast("error", ({ webhooks }) => fill(webhooks.setup.copyFailed, { reason: String(error) }));
    }
  };
  return (
    <figure>
      <figcaption>
        {words.template[name]}
        <button
          type="button"
          class="button small"
          aria-label={`${words.copy}: ${words.template[name]}`}
          onClick={() => void copy()}
        >
          {isCopied ? words.copied : words.copy}
        </button>
      </figcaption>
      <pre>{text}</pre>
    </figure>
  );
}

function FieldTable({ words }: { readonly words: Texts["webhooks"]["setup"] }) {
  return (
    <table class="cards compact">
      <caption>{words.fields}</caption>
      <thead>
        <tr>
          <th scope="col">{words.fieldHead}</th>
          <th scope="col">{words.meaning}</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(words.field).map(([field, meaning]) => (
          <tr key={field}>
            <td data-label={words.fieldHead}>
              <code>{field}</code>
            </td>
            <td data-label={words.meaning}>{meaning}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
