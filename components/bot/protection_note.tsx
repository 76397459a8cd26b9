/** Who keeps the exits of what a strategy holds: the exchange, the platform, or nobody. */
import type { StrategyStatus } from "../../domain/active_strategy.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { durationText } from "./step_words.ts";

interface NoteProps {
  readonly strategy: Pick<StrategyStatus, "protection" | "unprotectedMs">;
  readonly language: Language;
  readonly texts: Texts["bot"];
}

/** A line, in red where nobody does; how long nobody did, where that has been. */
export function ProtectionNote({ strategy: { protection, unprotectedMs }, language, texts }: NoteProps) {
  if (protection === "none") return null;
  return (
    <small class={protection === "unprotected" ? "bot-unprotected" : ""}>
      {texts.protection[protection]}
      {unprotectedMs > 0 && ` · ${fill(texts.unprotectedFor, { time: durationText(unprotectedMs, language) })}`}
    </small>
  );
}
