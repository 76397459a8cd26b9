/** What signing in for a look found: the balances, or the failure in words; and a warning of keys that may do too much. */
import type { Trial } from "../web/broker_services.ts";
import { failureTextOf } from "../web/failure_text.ts";
import { count } from "../web/format.ts";
import { fill, type Language, type Texts } from "../web/i18n/mod.ts";
import { BalanceTable } from "./balance_table.tsx";

/** Balances that are shown at once. */
const SHOWN = 6;

interface TrialProps {
  readonly trial: Trial;
  /** It was to be stored, and was not. */
  readonly isUnsaved: boolean;
  /** The exchange's name for the eye. */
  readonly exchange: string;
  readonly language: Language;
  readonly texts: Texts;
}

/** The outcome of a test. */
export function TrialReport({ trial, isUnsaved, exchange, language, texts }: TrialProps) {
  if (trial.outcome === "failed") {
    return (
      <p class="trial failed" role="alert">
        {failureTextOf(texts, trial.failure)} {isUnsaved && <strong>{texts.brokers.trial.failed}</strong>}
      </p>
    );
  }
  return (
    <div class="trial connected" role="status">
      <p>{fill(texts.brokers.trial.connected, { exchange })}</p>
      {trial.mayWithdraw === true && <p class="warning">{fill(texts.brokers.trial.mayWithdraw, { exchange })}</p>}
      <Balances balances={trial.balances} language={language} texts={texts.brokers.trial} />
    </div>
  );
}

interface BalancesProps {
  readonly balances: Extract<Trial, { outcome: "connected" }>["balances"];
  readonly language: Language;
  readonly texts: Texts["brokers"]["trial"];
}

function Balances({ balances, language, texts }: BalancesProps) {
  if (balances.length === 0) return <p class="quiet">{texts.noBalance}</p>;
  const left = balances.length - SHOWN;
  return (
    <>
      <BalanceTable balances={balances.slice(0, SHOWN)} language={language} texts={texts}>
        <caption>{texts.balances}</caption>
      </BalanceTable>
      {left > 0 && <p class="quiet">{fill(texts.more, { count: count(left, language) })}</p>}
    </>
  );
}
