/** The panel of notifications on the account page: by which ways its user is told what, and what was told. */
import { useState } from "preact/hooks";
import { Dialog } from "../components/dialog.tsx";
import { ADDRESS, ChannelEditor } from "../components/notifications/channel_editor.tsx";
import { ChannelList } from "../components/notifications/channel_list.tsx";
import { HistoryTable } from "../components/notifications/history_table.tsx";
import { Panel } from "../components/panel.tsx";
import { postJson } from "../web/client/trading/ask.ts";
import { fill, type Language, textsOf } from "../web/i18n/mod.ts";
import type { ChannelView, NotificationView } from "../web/notification_services.ts";

interface NotificationsProps {
  readonly language: Language;
  readonly channels: readonly ChannelView[];
  /** The newest first. */
  readonly history: readonly NotificationView[];
}

/** What is edited: a stored channel, a new one, or nothing. */
type Edited = ChannelView | "new" | null;

export default function Notifications({ language, channels: rendered, history }: NotificationsProps) {
  const texts = textsOf(language).notifications;
  const [channels, setChannels] = useState(rendered);
  const [edited, edit] = useState<Edited>(null);
  const [removed, remove] = useState<ChannelView | null>(null);
  const [told, tell] = useState("");
  const open = (what: Edited) => {
    tell("");
    edit(what);
  };
  const saved = (all: readonly ChannelView[], text: string) => {
    setChannels(all);
    edit(null);
    tell(text);
  };
  const forget = async ({ id, name }: ChannelView) => {
    remove(null);
    const answer = await postJson<{ readonly channels: readonly ChannelView[] }>(`${ADDRESS}/remove`, { id });
    if (!answer.ok) return tell(fill(texts.failed, { reason: answer.reason }));
    if (edited !== "new" && edited?.id === id) edit(null);
    saved(answer.value.channels, fill(texts.removed, { name }));
  };
  return (
    <div id="notifications">
      <Panel title={texts.title} aside={<span class="quiet">{texts.hint}</span>}>
        {channels.length === 0
          ? <p class="panel-line quiet">{texts.none}</p>
          : <ChannelList channels={channels} texts={texts} edit={open} remove={remove} />}
        {edited === null
          ? (
            <p class="panel-line notify-add">
              <button type="button" class="button primary" onClick={() => open("new")}>{texts.add}</button>
              <span class="quiet" role="status">{told}</span>
            </p>
          )
          : (
            <ChannelEditor
              key={edited === "new" ? "new" : edited.id}
              stored={edited === "new" ? null : edited}
              texts={texts}
              saved={saved}
              cancel={() => edit(null)}
            />
          )}
        <h3 class="notify-head">{texts.history}</h3>
        <HistoryTable told={history} texts={texts} />
      </Panel>
      <Dialog isOpen={removed !== null} titleId="notify-removal" cancel={() => remove(null)}>
        {removed && (
          <>
            <h2 id="notify-removal">{fill(texts.removeQuestion, { name: removed.name })}</h2>
            <p>{texts.removeText}</p>
            <div class="dialog-actions">
              <button type="button" class="button" onClick={() => remove(null)}>{texts.cancel}</button>
              <button type="button" class="button danger" onClick={() => void forget(removed)}>{texts.remove}</button>
            </div>
          </>
        )}
      </Dialog>
    </div>
  );
}
