/** What a new password must be like: long, and no word that is tried first. */

/** The first password of a new user, which everybody who has read the manual knows. */
export const FIRST_PASSWORD = "aristobot";
/** Fewest characters. */
export const LEAST_CHARACTERS = 12;
/** Most characters. */
export const MOST_CHARACTERS = 256;
const LEAST_DIFFERENT = 5;
/** Fewest characters beside the words that are tried first. */
const LEAST_OF_ITS_OWN = 8;

/** Why a password is not taken. The message is English and says what was expected, never the password. */
export interface PasswordProblem {
  readonly kind: "too_short" | "too_long" | "repeats" | "easily_guessed";
  readonly message: string;
}

/** Why a user of that name may not take this password, or undefined when it is fine. Counted are characters as they are seen. */
export function passwordProblem(password: string, userName: string): PasswordProblem | undefined {
  const characters = [...password.normalize("NFKC").toLowerCase()];
  const { length } = characters;
  if (length < LEAST_CHARACTERS) {
    return problem("too_short", `has ${length} characters, expected at least ${LEAST_CHARACTERS}`);
  }
  if (length > MOST_CHARACTERS) {
    return problem("too_long", `has ${length} characters, expected at most ${MOST_CHARACTERS}`);
  }
  if (new Set(characters).size < LEAST_DIFFERENT) {
    return problem("repeats", `repeats itself, expected at least ${LEAST_DIFFERENT} different characters`);
  }
  if (ownCharacters(characters.join(""), userName) < LEAST_OF_ITS_OWN) {
    return problem(
      "easily_guessed",
      `is mostly your name or the first password, expected ${LEAST_OF_ITS_OWN} characters beside them`,
    );
  }
}

function ownCharacters(password: string, userName: string): number {
  const words = [FIRST_PASSWORD, userName.normalize("NFKC").toLowerCase()].filter((word) => word !== "");
  return [...words.reduce((rest, word) => rest.replaceAll(word, ""), password)].length;
}

function problem(kind: PasswordProblem["kind"], found: string): PasswordProblem {
  return { kind, message: `Cannot take this password: it ${found}` };
}
