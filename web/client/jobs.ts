/** Work in the background that this user is told of: what runs, and for a while what has ended. */
import { signal } from "@preact/signals";
import type { Job } from "../../domain/job.ts";
import { fill, type Texts } from "../i18n/mod.ts";
import { toast } from "./toasts.ts";

/** What has ended is shown for so long, ms. */
const SHOWN_MS = 20_000;

/** The newest state of each, the oldest first. */
export const jobs = signal<readonly Job[]>([]);

/** Takes news of a job over; a failure is told in the corner as well, where it stays until it is read. */
export function takeJob(job: Job): void {
  jobs.value = [...jobs.value.filter(({ id }) => id !== job.id), job];
  if (job.state === "failed") toast("error", (texts) => jobText(job, texts.brokers.jobs));
  if (job.state !== "running") setTimeout(() => forget(job), SHOWN_MS);
}

function forget(ended: Job): void {
  jobs.value = jobs.value.filter((job) => job !== ended);
}

/** What it does, or what came of it. */
export function jobText({ state, subject, added, removed, reason }: Job, texts: Texts["brokers"]["jobs"]): string {
  return fill(texts[state], { subject, added, removed, reason: reason ?? "?" });
}

/** What stands in the status bar: the one job, or how many run; null = none. */
export function jobLine(all: readonly Job[], texts: Texts["brokers"]["jobs"]): string | null {
  const running = all.filter(({ state }) => state === "running");
  if (running.length > 1) return fill(texts.more, { count: running.length });
  const shown = running[0] ?? all.at(-1);
  return shown ? jobText(shown, texts) : null;
}
