/** What is wrong with the source in the editor; a click goes to its place. */
import { fill, type Texts } from "../../web/i18n/mod.ts";
import type { Problem } from "../../web/workshop_services.ts";
import { Panel } from "../panel.tsx";

interface ListProps {
  /** Null = not checked yet. */
  readonly problems: readonly Problem[] | null;
  readonly isChecking: boolean;
  /** Why it could not be checked; null = it could. */
  readonly failure: string | null;
  readonly texts: Texts["workshop"];
  readonly goTo: (line: number, column: number) => void;
}

/** The compiler's own words, each with its line. */
export function ProblemList({ problems, isChecking, failure, texts, goTo }: ListProps) {
  const { problems: words } = texts;
  return (
    <Panel title={words.title} class="problems" aside={<Summary {...{ problems, isChecking, words }} />}>
      {failure !== null && <p class="error-text panel-text" role="alert">{fill(words.failed, { reason: failure })}</p>}
      <ul class="problem-list">
        {problems?.map((problem, at) => <Row key={at} problem={problem} words={words} goTo={goTo} />)}
      </ul>
    </Panel>
  );
}

interface RowProps {
  readonly problem: Problem;
  readonly words: Texts["workshop"]["problems"];
  readonly goTo: ListProps["goTo"];
}

function Row({ problem: { line, column, severity, message, code }, words, goTo }: RowProps) {
  return (
    <li class={severity}>
      <button type="button" aria-label={fill(words.go, { line, message })} onClick={() => goTo(line, column)}>
        <span class="problem-place">{fill(words.place, { line, column })}</span>
        <span class="problem-kind">{words[severity]}</span>
        <span class="problem-message">{message}</span>
        {code !== null && <code>{code}</code>}
      </button>
    </li>
  );
}

function Summary(
  { problems, isChecking, words }: Pick<ListProps, "problems" | "isChecking"> & Pick<RowProps, "words">,
) {
  const text = isChecking || problems === null ? words.checking : summaryOf(problems, words);
  return <span class="quiet problem-summary" role="status">{text}</span>;
}

function summaryOf(problems: readonly Problem[], words: RowProps["words"]): string {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.length - errors;
  const parts = [
    ...(errors > 0 ? [errors === 1 ? words.oneError : fill(words.errors, { count: errors })] : []),
    ...(warnings > 0 ? [warnings === 1 ? words.oneWarning : fill(words.warnings, { count: warnings })] : []),
  ];
  return parts.length === 0 ? words.none : parts.join(", ");
}
