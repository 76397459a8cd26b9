/** What a run was told, and what its strategy printed. */
import type { BacktestRequest } from "../../domain/backtest/request.ts";
import { type Term, termsOf, type Writing } from "../../web/client/backtest/measures.ts";
import { parametersText } from "../../web/client/backtest/words.ts";
import { Panel } from "../panel.tsx";

/** The terms of a run, its parameters first. */
export function termsOfRun({ parameters, options }: BacktestRequest, writing: Writing): Term[] {
  const chosen = parametersText(parameters);
  return [[writing.words.terms.parameters, chosen === "" ? "–" : chosen], ...termsOf(options, writing)];
}

/** A list of names and values. */
export function TermsPanel({ request, writing }: { readonly request: BacktestRequest; readonly writing: Writing }) {
  return (
    <Panel title={writing.words.terms.title} class="terms-panel">
      <dl class="terms">
        {termsOfRun(request, writing).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

/** Lines, as they came. */
export function PrintedPanel({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <Panel title={title} class="printed-panel">
      <pre class="printed" tabIndex={0}>{lines.join("\n")}</pre>
    </Panel>
  );
}
