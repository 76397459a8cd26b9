/** The notices in the corner. An error stays until it is dismissed, all else goes after a while. */
import { useEffect } from "preact/hooks";
import { Icon } from "../components/icon.tsx";
import { dismiss, silence, type Toast, toasts } from "../web/client/toasts.ts";
import { type Language, textsOf } from "../web/i18n/mod.ts";

const SHOWN_MS = 8_000;

export default function Toasts({ language }: { language: Language }) {
  const texts = textsOf(language);
  return (
    <div class="toasts" role="region" aria-live="polite" aria-label={texts.notice.region}>
      {toasts.value.map((toast) => <ToastCard key={toast.id} toast={toast} language={language} />)}
    </div>
  );
}

function ToastCard({ toast, language }: { toast: Toast; language: Language }) {
  const texts = textsOf(language);
  useEffect(() => {
    if (toast.level === "error" || toast.reloads) return;
    const timer = setTimeout(() => dismiss(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class={`toast ${toast.level}`} role={toast.level === "error" ? "alert" : "status"}>
      {toast.times > 1 && <span class="tag">{toast.times} ×</span>}
      <p>{toast.text(texts, language)}</p>
      {toast.reloads && (
        <button type="button" class="button" onClick={() => location.reload()}>{texts.notice.reload}</button>
      )}
      <button
        type="button"
        class="tool"
        aria-label={texts.notice.dismiss}
        onClick={() => silence(toast, performance.now())}
      >
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}
