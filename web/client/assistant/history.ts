/** What is sent of a conversation: all of it that fits, the newest first. */
import type { AssistantQuestion, AssistantTurn } from "../../assistant_services.ts";

/** Below what the house takes as a body. */
const MOST_BYTES = 60_000;
const MOST_TURNS = 20;
const MOST_ERRORS = 20;
const ERROR_CHARACTERS = 400;

/**
 * The body of a question; null where even its last turn does not fit. Code in earlier answers is left out: what was taken of it
 * stands in the source.
 */
export function questionBody({ turns, source, errors }: AssistantQuestion): string | null {
  const told = errors.slice(0, MOST_ERRORS).map((error) => error.slice(0, ERROR_CHARACTERS).toWellFormed());
  const shortened = turns.slice(-MOST_TURNS).map(withoutCode);
  for (let from = 0; from < shortened.length; from++) {
    const question: AssistantQuestion = { turns: shortened.slice(from), source, errors: told };
    const body = JSON.stringify(question);
    if (new TextEncoder().encode(body).length <= MOST_BYTES) return body;
  }
  return null;
}

function withoutCode({ role, text }: AssistantTurn): AssistantTurn {
  return {
    role,
    text: role === "user" ? text : text.replaceAll(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?(^\1|$(?![\s\S]))/gm, "[…]"),
  };
}
