/** Short notices in the corner of the page. */
import { signal } from "@preact/signals";
import type { Notice } from "../../domain/active_strategy.ts";
import type { Language, Texts } from "../i18n/mod.ts";
import { noticeText } from "../notice_text.ts";

/** One notice. */
export interface Toast {
  readonly id: number;
  /** What it is about: while one about the same is shown, the newer takes its place. */
  readonly topic: string;
  /** How many were told about it since it is shown. */
  readonly times: number;
  readonly level: Notice["level"];
  /** Made when it is shown, in the language of the page. */
  readonly text: (texts: Texts, language: Language) => string;
  readonly reloads: boolean;
}

/** What is shown now, the oldest first. */
export const toasts = signal<readonly Toast[]>([]);

/** More would cover what their reader wants to press. */
const MOST = 3;
/** What somebody has dismissed is not shown again for so long, ms. */
const QUIET_MS = 60_000;
const dismissed = new Map<string, number>();
let count = 0;

/** How a notice is shown. */
interface Showing {
  /** Null = about nothing that another one could be about. */
  readonly topic?: string | null;
  readonly reloads?: boolean;
}

/** Shows a notice; one about the same goes, and the oldest beyond three. Returns its id. */
export function toast(
  level: Notice["level"],
  text: Toast["text"],
  { topic = null, reloads = false }: Showing = {},
): number {
  const id = ++count;
  const about = topic ?? `notice ${id}`;
  const earlier = toasts.value.find((shown) => shown.topic === about);
  const others = toasts.value.filter((shown) => shown.topic !== about);
  const times = (earlier?.times ?? 0) + 1;
  toasts.value = [...others, { id, topic: about, times, level, text, reloads }].slice(-MOST);
  return id;
}

/** Takes a notice away, whose time is over. */
export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((shown) => shown.id !== id);
}

/** Takes a notice away that its reader has seen: what it is about is not told again at once. `now` as `performance.now()`. */
export function silence({ id, topic, level }: Toast, now: number): void {
  if (level !== "error") dismissed.set(topic, now + QUIET_MS);
  dismiss(id);
}

/** Shows what the house tells its users; a warning that was just dismissed is left out. `now` as `performance.now()`. */
export function toastNotice(notice: Notice, now: number): void {
  const topic = topicOf(notice);
  if (now < (dismissed.get(topic) ?? -Infinity)) return;
  dismissed.delete(topic);
  toast(notice.level, (texts, language) => noticeText(notice, texts, language), { topic });
}

/** Notices that differ in nothing but numbers are about the same. */
function topicOf({ key, parameters }: Notice): string {
  return [key, ...Object.values(parameters)].join(" ").replaceAll(/\d[\d.,]*/g, "#");
}

/** Says once that the page is older than the server. */
export function toastNewVersion(): void {
  if (toasts.value.some((shown) => shown.reloads)) return;
  toast("info", (texts) => texts.notice.new_version, { reloads: true });
}
