/** Short notices in the corner of the page. */
import { signal } from "@preact/signals";
import type { Notice } from "../../domain/active_strategy.ts";
import { fill, type Language, type Texts } from "../i18n/mod.ts";
import { purposeText } from "../purpose.ts";

/** One notice. */
export interface Toast {
  readonly id: number;
  readonly level: Notice["level"];
  /** Made when it is shown, in the language of the page. */
  readonly text: (texts: Texts, language: Language) => string;
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
export function toastNotice(notice: Notice): void {
  toast(notice.level, (texts, language) => noticeText(notice, texts, language));
}

/** A notice in words; one that has no text of ours is told by its key. */
export function noticeText({ key, parameters }: Notice, texts: Texts, language: Language): string {
  const known = Object.entries(texts.notice).find(([name]) => name === key)?.[1];
  const { purpose } = parameters;
  const values = { ...parameters, ...(purpose !== undefined && { purpose: purposeText(purpose, language) }) };
  const details = Object.values(values).join(" · ");
  return fill(known ?? texts.notice.unknown, { ...values, key: key.replaceAll("_", " "), details });
}

/** Says once that the page is older than the server. */
export function toastNewVersion(): void {
  if (toasts.value.some((shown) => shown.reloads)) return;
  toast("info", (texts) => texts.notice.new_version, true);
}
