/** Which events a channel tells. */
import { NOTIFICATION_EVENTS, type NotificationEvent } from "../../domain/notification/event.ts";
import type { Texts } from "../../web/i18n/mod.ts";

interface EventBoxesProps {
  readonly events: readonly NotificationEvent[];
  readonly texts: Texts["notifications"];
  readonly change: (events: readonly NotificationEvent[]) => void;
}

/** A box for each, and a way to all and to none. */
export function EventBoxes({ events, texts, change }: EventBoxesProps) {
  const toggled = (event: NotificationEvent) =>
    NOTIFICATION_EVENTS.filter((one) => (one === event) !== events.includes(one));
  return (
    <fieldset class="notify-events">
      <legend>{texts.events}</legend>
      {NOTIFICATION_EVENTS.map((event) => (
        <label key={event}>
          <input
            type="checkbox"
            name={`event-${event}`}
            checked={events.includes(event)}
            onChange={() => change(toggled(event))}
          />
          {texts.eventNames[event]}
        </label>
      ))}
      <p>
        <button type="button" class="button small" onClick={() => change(NOTIFICATION_EVENTS)}>
          {texts.allEvents}
        </button>
        <button type="button" class="button small" onClick={() => change([])}>{texts.noEvents}</button>
        {events.length === 0 && <span class="warns">{texts.noEventsChosen}</span>}
      </p>
    </fieldset>
  );
}
