/** What is wrong with the source in the editor, in words for whoever helps to mend it. */
import type { CheckedSource } from "../../workshop_services.ts";
import type { Tried } from "./use_dry_run.ts";

/** One line a problem: the compiler's, and where the last dry run of this source stopped. */
export function toldErrors(source: string, checked: CheckedSource | null, tried: Tried | null): string[] {
  const problems =
    checked?.problems.map(({ line, column, message, code }) =>
      `line ${line}, column ${column}: ${message}${code === null ? "" : ` (${code})`}`
    ) ?? [];
  const broke = tried?.source === source ? tried.run.error : null;
  return broke ? [...problems, `it stopped at line ${broke.line}: ${broke.message}`] : problems;
}
