/** Webhooks, live: how to set them up, a message to try, and the calls that came. */
import { useEffect, useMemo } from "preact/hooks";
import { CallTable } from "../components/webhooks/call_table.tsx";
import { SetupPanel } from "../components/webhooks/setup_panel.tsx";
import { TryPanel } from "../components/webhooks/try_panel.tsx";
import { toast } from "../web/client/toasts.ts";
import { postJson } from "../web/client/trading/ask.ts";
import { CallModel } from "../web/client/webhooks/call_model.ts";
import { fill, type Language, textsOf } from "../web/i18n/mod.ts";
import type { CallPage, WebhookView } from "../web/webhook_services.ts";

interface DeskProps {
  readonly language: Language;
  readonly webhooks: readonly WebhookView[];
  readonly calls: CallPage;
}

export default function WebhookDesk({ language, webhooks, calls }: DeskProps) {
  const texts = textsOf(language);
  const model = useMemo(() => new CallModel(calls), []);
  useEffect(() => model.follow(), [model]);
  const retry = async ({ id }: { readonly id: string }) => {
    const answer = await postJson(`/api/webhooks/calls/${id}/retry`, {});
    if (answer.ok) toast("info", ({ webhooks }) => webhooks.calls.retried);
    else toast("error", ({ webhooks }) => fill(webhooks.calls.retryFailed, { reason: answer.reason }));
    await model.refetch();
  };
  return (
    <>
      <SetupPanel texts={texts} isOpen={webhooks.length === 0} />
      {webhooks.length > 0 && <TryPanel webhooks={webhooks} texts={texts} tried={() => void model.refetch()} />}
      <CallTable
        page={model.calls.value}
        filter={model.filter.value}
        choose={(changes) => model.choose(changes)}
        retry={(call) => void retry(call)}
        {...{ webhooks, language, texts }}
      />
    </>
  );
}
