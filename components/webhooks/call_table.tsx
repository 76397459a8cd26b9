/** The calls of webhooks, newest first: each with its message, its verdict, and what became of it. */
import type { WebhookCallView } from "../../domain/webhook/call.ts";
import type { CallFilter } from "../../web/client/webhooks/call_model.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { type CallPage, CALLS_PAGE, type WebhookView } from "../../web/webhook_services.ts";
import { useTimes } from "../../web/zone.ts";
import { FilterSelect } from "../filter_select.tsx";
import { Panel } from "../panel.tsx";
import { Pager } from "../trading/pager.tsx";
import { kindOf, resultOf, toneOf } from "./call_words.ts";

interface CallsProps {
  readonly page: CallPage;
  readonly filter: CallFilter;
  readonly webhooks: readonly WebhookView[];
  readonly language: Language;
  readonly texts: Texts;
  readonly choose: (changes: Partial<CallFilter>) => void;
  readonly retry: (call: WebhookCallView) => void;
}

/** A list with a filter and pages. */
export function CallTable({ page, filter, webhooks, language, texts, choose, retry }: CallsProps) {
  const { calls: words } = texts.webhooks;
  const aside = (
    <FilterSelect
      label={words.webhook}
      all={words.all}
      options={webhooks.map(({ id, name }) => [id, name] as const)}
      value={filter.webhook}
      choose={(webhook) => choose({ webhook })}
    />
  );
  return (
    <Panel title={words.title} aside={aside} class="webhook-calls">
      {page.calls.length === 0
        ? <p class="quiet empty">{words.none}</p>
        : <Rows {...{ page, language, texts, retry }} />}
      <Pager
        name={words.title}
        page={filter.page}
        pages={Math.ceil(page.total / CALLS_PAGE)}
        texts={texts.trading}
        turn={(number) => choose({ page: number })}
      />
    </Panel>
  );
}

function Rows({ page, language, texts, retry }: Pick<CallsProps, "page" | "language" | "texts" | "retry">) {
  const { calls: words } = texts.webhooks;
  const time = fill(words.time, { zone: useTimes().zoneLabel });
  return (
    <table class="cards compact">
      <thead>
        <tr>
          <th scope="col">{time}</th>
          <th scope="col">{words.webhook}</th>
          <th scope="col">{words.verdict}</th>
          <th scope="col">{words.result}</th>
          <th scope="col">{words.payload}</th>
        </tr>
      </thead>
      <tbody>
        {page.calls.map((call) => <Row key={call.id} {...{ call, time, language, texts, retry }} />)}
      </tbody>
    </table>
  );
}

interface RowProps extends Pick<CallsProps, "language" | "texts" | "retry"> {
  readonly call: WebhookCallView;
  readonly time: string;
}

function Row({ call, time, language, texts, retry }: RowProps) {
  const { calls: words } = texts.webhooks;
  const { dateTime } = useTimes();
  return (
    <tr>
      <td data-label={time}>{dateTime(call.receivedMs)}</td>
      <td data-label={words.webhook}>
        {call.webhookName}
        {call.address !== "" && <small class="beside">{fill(words.from, { address: call.address })}</small>}
      </td>
      <td data-label={words.verdict}>
        <span class={`tag ${toneOf(call)}`}>{words.kinds[kindOf(call)]}</span>
        {call.retryOf !== null && <small class="beside">{words.retryOf}</small>}
      </td>
      <td data-label={words.result} class="webhook-result">
        {resultOf(call, texts, language)}
        {call.canRetry && <button type="button" class="button small" onClick={() => retry(call)}>{words.retry}</button>}
      </td>
      <td data-label={words.payload} class="webhook-payload">
        <details>
          <summary>{firstLine(call.payload)}</summary>
          <pre>{call.payload}</pre>
        </details>
      </td>
    </tr>
  );
}

/** A message at a glance. */
function firstLine(payload: string): string {
  const line = payload.replace(/\s+/g, " ").trim();
  return line.length > 48 ? `${line.slice(0, 48)}…` : line || "–";
}
