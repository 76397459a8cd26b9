/** Why a form has no parameters to choose: its strategy is being read, could not be, or does not compile. */
import type { SetupState } from "../../web/client/backtest/use_setup.ts";
import { fill, type Texts } from "../../web/i18n/mod.ts";

interface SetupTextProps extends SetupState {
  readonly words: Texts["backtests"]["form"];
}

/** A line, with a button where asking once more may help. */
export function SetupText({ setup, reason, retry, words }: SetupTextProps) {
  if (reason !== null) {
    return (
      <p class="error-text" role="alert">
        {fill(words.unread, { reason })}{" "}
        <button type="button" class="button small" onClick={retry}>{words.retry}</button>
      </p>
    );
  }
  if (setup === null) return <p class="quiet">{words.loading}</p>;
  const { line = 0, message = "" } = setup.problem ?? {};
  return <p class="error-text" role="alert">{fill(words.cannotRun, { line, message })}</p>;
}
