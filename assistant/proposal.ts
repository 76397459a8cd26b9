/** The source that an answer proposes: the last whole strategy among its blocks of code. */

/** Sources that are longer are none that a strategy needs. */
export const SOURCE_CHARACTERS = 40_000;

const OPENING = /^ {0,3}(`{3,}|~{3,})[ \t]*([\w+-]*)[^`]*$/;
const LANGUAGES = new Set(["", "ts", "tsx", "typescript", "js", "javascript"]);
/** A class that is exported by default and extends Strategy: what makes a block more than an excerpt. Bounded, so that it is quick. */
const WHOLE = /\bexport\s{1,9}default\s{1,9}class\b[^{]{0,200}\bextends\s{1,9}Strategy\b/;
/** Marks of direction and characters without width: code could read otherwise than it runs. */
const HIDDEN = /[\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]|[^\P{Cc}\t\n]/u;

/** What an answer proposes. */
export type Proposal =
  | { readonly kind: "source"; readonly source: string }
  | { readonly kind: "none" }
  /** There is a source which must not be offered; why, in words. */
  | { readonly kind: "unfit"; readonly reason: string };

/** Finds the proposal of a whole answer. A block that was never closed is none: the answer was cut. */
export function proposalIn(answer: string): Proposal {
  const source = blocksOf(answer).findLast((block) => WHOLE.test(block));
  if (source === undefined) return { kind: "none" };
  if (source.length > SOURCE_CHARACTERS) {
    return unfit(`has ${source.length} characters, expected at most ${SOURCE_CHARACTERS}`);
  }
  if (HIDDEN.test(source) || !source.isWellFormed()) return unfit("holds characters that cannot be seen");
  return { kind: "source", source };
}

function unfit(why: string): Proposal {
  return { kind: "unfit", reason: `the proposed source ${why}` };
}

/** Blocks of code in their order, each with a line end. */
function blocksOf(answer: string): string[] {
  const blocks: string[] = [];
  let open: { readonly fence: string; readonly isCode: boolean; readonly lines: string[] } | null = null;
  for (const line of answer.replaceAll(/\r\n?/g, "\n").split("\n")) {
    if (open === null) {
      const [, fence, language] = OPENING.exec(line) ?? [];
      if (fence !== undefined) {
        open = { fence, isCode: LANGUAGES.has((language ?? "").toLowerCase()), lines: [] };
      }
    } else if (isClosing(line, open.fence)) {
      if (open.isCode) blocks.push(`${open.lines.join("\n").trimEnd()}\n`);
      open = null;
    } else open.lines.push(line);
  }
  return blocks;
}

/** At least as many of the same marks, and nothing else. */
function isClosing(line: string, fence: string): boolean {
  const text = line.trim();
  return text.length >= fence.length && text === fence[0]!.repeat(text.length);
}
