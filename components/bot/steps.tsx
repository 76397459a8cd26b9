/** The steps of a trade or of an order by hand, one sentence each. */
import { type ComponentChildren, Fragment } from "preact";
import type { TimelineStep } from "../../web/bot_services.ts";
import { fill } from "../../web/i18n/mod.ts";
import type { Times } from "../../web/times.ts";
import { durationText, stepText, type Telling } from "./step_words.ts";

interface StepsProps {
  /** In the order in which they happened. */
  readonly steps: readonly TimelineStep[];
  readonly telling: Telling;
  /** The day that their reader knows of, as `2026-12-31`; each other one is said. */
  readonly day: string | null;
  /** What is said before them. */
  readonly children?: ComponentChildren;
}

/** A list with the time of each, and how long after its cause it came. */
export function Steps({ steps, telling, day, children }: StepsProps) {
  const { times, texts, language } = telling;
  return (
    <ol class="steps">
      {children}
      {steps.map((step, index) => {
        const before = index === 0 ? day : dayOf(steps[index - 1]!.timeMs, times);
        const today = dayOf(step.timeMs, times);
        return (
          <Fragment key={index}>
            {today !== before && <li class="quiet day">{today}</li>}
            <li class={`step ${step.kind}`}>
              <span class="time">{times.secondTime(step.timeMs)}</span>
              <span class="since">
                {sinceOf(step) !== null && fill(texts.bot.work.after, { time: durationText(sinceOf(step)!, language) })}
              </span>
              <span>{stepText(step, telling)}</span>
            </li>
          </Fragment>
        );
      })}
    </ol>
  );
}

/** The day of a time, in the reader's zone. */
export function dayOf(timeMs: number, times: Times): string {
  return times.dateTime(timeMs).slice(0, 10);
}

function sinceOf(step: TimelineStep): number | null {
  return "sinceMs" in step ? step.sinceMs : null;
}
