/** Says which parts of a request are not as they should be, without repeating what was sent. */
import type { z } from "zod";
import { type FaultyPart, ProblemError } from "./problem.ts";

const PARTS: Readonly<Record<string, FaultyPart["in"]>> = {
  json: "body",
  query: "query",
  param: "path",
  header: "header",
};
const MOST_TOLD = 20;
const MOST_CHARACTERS = 100;

/**
 * What a check of one part found, as the router's library hands it over.
 * @throws {ProblemError} 400 where something is wrong.
 */
export function refuseInvalid(result: { target: string; success: boolean; error?: z.core.$ZodError }): void {
  if (result.success || !result.error) return;
  const part = PARTS[result.target]!;
  const errors = result.error.issues.flatMap((issue) => faultsOf(part, issue)).slice(0, MOST_TOLD);
  const detail = errors.map(({ in: part, pointer, detail }) => `${part} ${pointer}: ${detail}`).join("; ");
  throw new ProblemError(400, detail, { kind: "invalid", errors });
}

function faultsOf(part: FaultyPart["in"], issue: z.core.$ZodIssue): FaultyPart[] {
  if (issue.code !== "unrecognized_keys") {
    return [{ in: part, pointer: pointerOf(issue.path), detail: issue.message }];
  }
  return issue.keys.map((key) => ({
    in: part,
    pointer: pointerOf([...issue.path, key]),
    detail: "there is no such parameter",
  }));
}

/** A JSON Pointer (RFC 6901) as it stands in a fragment. */
function pointerOf(path: readonly PropertyKey[]): string {
  return `#${path.map(tokenOf).join("")}`;
}

function tokenOf(key: PropertyKey): string {
  const text = String(key).slice(0, MOST_CHARACTERS).toWellFormed();
  return `/${encodeURIComponent(text.replaceAll("~", "~0").replaceAll("/", "~1"))}`;
}
