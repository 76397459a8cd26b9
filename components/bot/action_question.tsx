/** Asks before something critical is done to a strategy at work, and has it done. */
import type { StrategyStatus } from "../../domain/active_strategy.ts";
import type { BotAction } from "../../web/bot_services.ts";
import { post } from "../../web/client/post.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { type Asked, asOfNow, ConfirmDialog } from "../confirm_dialog.tsx";

interface QuestionProps {
  /** Null while nothing is asked. */
  readonly asked: Asked | null;
  readonly ask: (asked: Asked | null) => void;
  /** The strategies as they stand now; null = not told yet. */
  readonly live: ReadonlyMap<string, StrategyStatus> | null;
  readonly language: Language;
  readonly texts: Texts["bot"];
  /** It was sent, whatever became of it. */
  readonly sent: (action: BotAction) => void;
}

/** The question. */
export function ActionQuestion({ asked, ask, live, language, texts, sent }: QuestionProps) {
  const confirm = async ({ strategy: { activeStrategyId, name }, action }: Asked) => {
    ask(null);
    await post(`/bot/${activeStrategyId}/${action}`, (t) => fill(t.bot.sent, { action: t.bot[action], name }));
    sent(action);
  };
  return (
    <ConfirmDialog
      asked={asOfNow(asked, live)}
      language={language}
      texts={texts}
      confirm={(confirmed) => void confirm(confirmed)}
      cancel={() => ask(null)}
    />
  );
}
