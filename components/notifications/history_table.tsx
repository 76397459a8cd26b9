/** What was told outside of the page lately. */
import { fill, type Texts } from "../../web/i18n/mod.ts";
import type { NotificationView } from "../../web/notification_services.ts";
import { useTimes } from "../../web/zone.ts";

interface HistoryProps {
  /** The newest first. */
  readonly told: readonly NotificationView[];
  readonly texts: Texts["notifications"];
}

/** The newest first. */
export function HistoryTable({ told, texts }: HistoryProps) {
  const { dateSecondTime, zoneLabel } = useTimes();
  const { columns, eventNames, historyStates } = texts;
  if (told.length === 0) return <p class="panel-line quiet">{texts.historyNone}</p>;
  return (
    <div class="table-scroll">
      <table class="notify-history cards">
        <thead>
          <tr>
            <th scope="col">{fill(columns.time, { zone: zoneLabel })}</th>
            <th scope="col">{columns.event}</th>
            <th scope="col">{columns.text}</th>
            <th scope="col">{columns.channel}</th>
            <th scope="col">{columns.state}</th>
          </tr>
        </thead>
        <tbody>
          {told.map(({ id, timeMs, event, text, channel, state }) => (
            <tr key={id}>
              <td data-label={fill(columns.time, { zone: zoneLabel })}>{dateSecondTime(timeMs)}</td>
              <td data-label={columns.event}>{eventNames[event]}</td>
              <td data-label={columns.text}>{text}</td>
              <td data-label={columns.channel}>{channel}</td>
              <td data-label={columns.state} class={state === "lost" ? "down" : ""}>{historyStates[state]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
