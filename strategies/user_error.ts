/** Errors of a user's own source, at the user's own line. */
import { z } from "zod";

/** What went wrong in a strategy's source, and where; line and column count from 1, null where they are not known. */
export const userError = z.object({
  message: z.string(),
  line: z.int().nullable(),
  column: z.int().nullable(),
});
/** What went wrong in a strategy's source, and where. */
export type UserError = z.infer<typeof userError>;

/** Longest message kept; a strategy may throw a novel. */
const LONGEST = 500;

/** A source that cannot become a strategy. */
export class SourceRefused extends Error {
  override readonly name = "SourceRefused";
  constructor(readonly userError: UserError) {
    super(inWords(userError));
  }
}

/** `line 12, column 5: TypeError: …`. */
export function inWords({ message, line, column }: UserError): string {
  return line === null ? message : `line ${line}, column ${column}: ${message}`;
}

/** Describes what was thrown by the source that was loaded as `url`. */
export function userErrorOf(thrown: unknown, url: string): UserError {
  if (thrown instanceof SourceRefused) return thrown.userError;
  if (!(thrown instanceof Error)) return { message: cut(`threw ${String(thrown)}`), line: null, column: null };
  const place = placeIn(`${thrown.stack ?? ""}\n${thrown.message}`, url);
  return { message: cut(readable(`${thrown.name}: ${thrown.message}`, url)), ...place };
}

/** The first `url:line:column` of a stack. */
function placeIn(stack: string, url: string): Pick<UserError, "line" | "column"> {
  const at = stack.indexOf(`${url}:`);
  const place = at < 0 ? null : stack.slice(at + url.length).match(/^:(\d+):(\d+)/);
  return place ? { line: Number(place[1]), column: Number(place[2]) } : { line: null, column: null };
}

/** Without what the loader added: its own error name, the code frame (the editor shows the line), and addresses. */
function readable(message: string, url: string): string {
  return message
    .replace(/^TypeError: (?=(?:Syntax|Type)Error: )/, "")
    .replace(new RegExp(`\\s+at ${RegExp.escape(url)}:\\d+:\\d+`, "g"), "")
    .replace(/\n {2}\|\n[\s\S]*$/, "")
    .replace(/blob:null\/[\w-]+/g, "aristobot/strategy")
    .trim();
}

function cut(message: string): string {
  return message.length <= LONGEST ? message : `${message.slice(0, LONGEST)}…`;
}
