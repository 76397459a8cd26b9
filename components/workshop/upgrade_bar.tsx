/** Says that a strategy is at work on an older version, and lets it go on with the newest. */
import { isSound } from "../../domain/strategy_verdict.ts";
import type { Question } from "../../web/client/workshop/questions.ts";
import { upgradeStrategy } from "../../web/client/workshop/requests.ts";
import { toast } from "../../web/client/toasts.ts";
import { fill, type Texts } from "../../web/i18n/mod.ts";
import type { StrategyView } from "../../web/workshop_services.ts";

interface UpgradeProps {
  readonly view: StrategyView;
  readonly texts: Texts["workshop"];
  readonly ask: (question: Question | null) => void;
  /** It was done, or refused. */
  readonly done: () => void;
}

/** Nothing, while all are on the newest. */
export function UpgradeBar({ view, texts, ask, done }: UpgradeProps) {
  const { upgrade: words } = texts;
  const { id, version, outdated, verdict } = view;
  if (outdated === 0) return null;
  const upgrade = async () => {
    ask(null);
    const answer = await upgradeStrategy(id);
    if (!answer.ok) toast("error", ({ workshop }) => fill(workshop.requestFailed, { reason: answer.reason }));
    else {
      const { upgraded } = answer.value;
      toast(
        "info",
        ({ workshop: { upgrade } }) => upgraded === 1 ? upgrade.doneOne : fill(upgrade.done, { count: upgraded }),
      );
    }
    done();
  };
  const question: Question = {
    title: fill(words.title, { number: version }),
    text: fill(words.confirm, { number: version }),
    warning: verdict !== null && isSound(verdict) ? null : words.unsound,
    stay: null,
    answers: [{ label: words.submit, isMain: true, run: () => void upgrade() }],
  };
  return (
    <p class="workshop-notice">
      {outdated === 1 ? words.textOne : fill(words.text, { count: outdated })}{" "}
      <button type="button" class="button small" aria-haspopup="dialog" onClick={() => ask(question)}>
        {fill(words.button, { number: version })}
      </button>
    </p>
  );
}
