/** Signals of a dry run, as a chart draws them. */
import type { SeriesMarker, Time, UTCTimestamp } from "lightweight-charts";
import type { Texts } from "../../i18n/mod.ts";
import type { DryRunMark } from "../../workshop_services.ts";

type Words = Texts["workshop"]["dryRun"];

/** The colours of marks. */
export interface MarkColors {
  readonly up: string;
  readonly down: string;
  readonly exit: string;
}

/** A mark a signal, oldest first: purchases below their candle, short sales above, exits beside. */
export function markersOf(marks: readonly DryRunMark[], words: Words, colors: MarkColors): SeriesMarker<Time>[] {
  const drawn = marks.map((mark): SeriesMarker<Time> => ({
    time: mark.openMs / 1000 as UTCTimestamp,
    text: markText(mark, words),
    ...shapeOf(mark, colors),
  }));
  return drawn.sort((a, b) => Number(a.time) - Number(b.time));
}

/** A signal in words. */
export function markText({ kind, reason }: DryRunMark, words: Words): string {
  if (kind !== "exit" || reason === null || reason === "signal") return words.kind[kind];
  return wordsOf(reason, words);
}

function wordsOf(reason: string, words: Words): string {
  return Object.entries(words.reason).find(([name]) => name === reason)?.[1] ?? reason;
}

type Shape = Pick<SeriesMarker<Time>, "shape" | "color"> & { readonly position: "aboveBar" | "belowBar" };

function shapeOf({ kind }: DryRunMark, { up, down, exit }: MarkColors): Shape {
  if (kind === "enter-long") return { position: "belowBar", shape: "arrowUp", color: up };
  if (kind === "enter-short") return { position: "aboveBar", shape: "arrowDown", color: down };
  return { position: "aboveBar", shape: "circle", color: exit };
}
