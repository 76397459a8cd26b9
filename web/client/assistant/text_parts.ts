/** An answer in the parts that it is shown in: prose and code. It stays text, whatever stands in it. */

/** A part of an answer. */
export interface TextPart {
  readonly kind: "prose" | "code";
  readonly text: string;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** The parts of a text that may not have come to its end: a block that is still open is code already. */
export function textParts(text: string): TextPart[] {
  const parts: { kind: TextPart["kind"]; lines: string[] }[] = [{ kind: "prose", lines: [] }];
  let fence: string | null = null;
  for (const line of text.split("\n")) {
    const [, marks] = FENCE.exec(line) ?? [];
    const isClosing = fence !== null && line.trim().startsWith(fence) &&
      line.trim() === fence[0]!.repeat(line.trim().length);
    if (isClosing) {
      fence = null;
      parts.push({ kind: "prose", lines: [] });
    } else if (fence === null && marks !== undefined) {
      fence = marks;
      parts.push({ kind: "code", lines: [] });
    } else parts.at(-1)!.lines.push(line);
  }
  return parts.map(({ kind, lines }) => ({ kind, text: kind === "code" ? lines.join("\n") : lines.join("\n").trim() }))
    .filter((part) => part.text !== "");
}
