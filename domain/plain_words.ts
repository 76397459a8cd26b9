/** Words of others, before they are shown or logged. */

/** As many as a person reads. */
const SHOWN_CHARACTERS = 300;

/** In one line of readable characters, and not too many. */
export function plain(words: string): string {
  const line = words.replaceAll(/[\p{C}\s]+/gu, " ").trim();
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS).toWellFormed()}…` : line;
}
