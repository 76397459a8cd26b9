/** Short notices in the corner of the page. */
import { signal } from "@preact/signals";
import type { Notice } from "../../domain/active_strategy.ts";
import { fill, type Texts } from "../i18n/mod.ts";

/** One notice. */
export interface Toast {
  readonly id: number;
  readonly level: Notice["level"];
  /** Made when it is shown, in the language of the page. */
  readonly text: (texts: Texts) => string;
  readonly reloads: boolean;
}

/** What is shown now, the oldest first. */
export const toasts = signal<readonly Toast[]>([]);

const MOST = 5;
let count = 0;

/** Shows a notice; the oldest beyond five goes. Returns its id. */
export function toast(level: Notice["level"], text: Toast["text"], reloads = false): number {
  const id = ++count;
  toasts.value = [...toasts.value, { id, level, text, reloads }].slice(-MOST);
  return id;
}

/** Takes a notice away. */
export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((shown) => shown.id !== id);
}

/** Shows what the house tells its users. */
export function toastNotice({ level, key, parameters }: Notice): void {
  toast(level, (texts) => {
    const known = texts.notice[key as keyof Texts["notice"]];
    const details = Object.values(parameters).join(" · ");
    return fill(known ?? texts.notice.unknown, { ...parameters, key: key.replaceAll("_", " "), details });
  });
}

/** Says once that the page is older than the server. */
export function toastNewVersion(): void {
  if (toasts.value.some((shown) => shown.reloads)) return;
  toast("info", (texts) => texts.notice.new_version, true);
}
