/** The channels of a user, and how sending goes. */
import { fill, type Texts } from "../../web/i18n/mod.ts";
import type { ChannelView } from "../../web/notification_services.ts";
import { useTimes } from "../../web/zone.ts";

interface ChannelListProps {
  readonly channels: readonly ChannelView[];
  readonly texts: Texts["notifications"];
  readonly edit: (channel: ChannelView) => void;
  readonly remove: (channel: ChannelView) => void;
}

/** One line each. */
export function ChannelList({ channels, texts, edit, remove }: ChannelListProps) {
  return (
    <ul class="notify-channels">
      {channels.map((channel) => (
        <li key={channel.id}>
          <span class="notify-channel">
            <strong>{channel.name}</strong> <span class="tag">{texts.kinds[channel.settings.kind]}</span>
            <ChannelState channel={channel} texts={texts} />
          </span>
          <span class="notify-tools">
            <button type="button" class="button small" onClick={() => edit(channel)}>{texts.edit}</button>
            <button type="button" class="button small danger" onClick={() => remove(channel)}>{texts.remove}</button>
          </span>
        </li>
      ))}
    </ul>
  );
}

interface StateProps {
  readonly channel: ChannelView;
  readonly texts: Texts["notifications"];
}

function ChannelState({ channel, texts: { state, noEventsChosen } }: StateProps) {
  const { dateTime, secondTime } = useTimes();
  const { isOn, events, failures, failingSinceMs, problem, lastSentMs, nextMs, waiting } = channel;
  if (!isOn) return <small class="quiet">{state.off}</small>;
  if (problem !== null && failingSinceMs !== null) {
    const failing = fill(state.failing, { time: dateTime(failingSinceMs), count: failures, reason: problem });
    const next = nextMs === null ? "" : ` · ${fill(state.next, { time: secondTime(nextMs) })}`;
    return <small class="error-text">{failing}{next}</small>;
  }
  const parts = [
    lastSentMs === null ? state.fresh : fill(state.sent, { time: dateTime(lastSentMs) }),
    ...(waiting === 0 ? [] : [fill(state.waiting, { count: waiting })]),
  ];
  return events.length === 0
    ? <small class="warns">{noEventsChosen}</small>
    : <small class="quiet">{parts.join(" · ")}</small>;
}
