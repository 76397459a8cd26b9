/** Actors that were found waiting for one another's answers: a fault of the program, to be seen at once. */
import type { TreeReport } from "../actors/live/tree_report.ts";
import type { Texts } from "../web/i18n/mod.ts";
import { useTimes } from "../web/zone.ts";

interface NoticeProps {
  readonly cycle: NonNullable<TreeReport["cycle"]>;
  readonly texts: Texts["system"];
}

/** Names the whole cycle. */
export function CycleNotice({ cycle: { way, atMs }, texts }: NoticeProps) {
  return (
    <p class="cycle-notice" role="alert">
      <strong>{texts.cycle}</strong> <code>{way.join(" → ")}</code>{" "}
      <span class="quiet">{useTimes().dateSecondTime(atMs)}</span>
    </p>
  );
}
