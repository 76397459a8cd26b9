/** Keeps a key out of a text that comes in pieces: a service could send back what it was given. */

const HIDDEN = "***";

/** Takes every occurrence of a secret out, also one that lies across pieces. */
export class Redaction {
  readonly #secret: string | null;
  #held = "";

  /** @param secret null or empty = there is nothing to hide. */
  constructor(secret: string | null) {
    this.#secret = secret === "" ? null : secret;
  }

  /** What of the text so far may be told; an end that could be the beginning of the secret is kept back. */
  take(piece: string): string {
    const secret = this.#secret;
    if (secret === null) return piece;
    const text = `${this.#held}${piece}`.replaceAll(secret, HIDDEN);
    const kept = beginningAtEnd(text, secret);
    this.#held = text.slice(text.length - kept);
    return text.slice(0, text.length - kept);
  }

  /** What was kept back. */
  rest(): string {
    const held = this.#held;
    this.#held = "";
    return held;
  }
}

/** A whole text without the secret. */
export function redacted(text: string, secret: string | null): string {
  const redaction = new Redaction(secret);
  return redaction.take(text) + redaction.rest();
}

/** Length of the longest end of the text that begins the secret. */
function beginningAtEnd(text: string, secret: string): number {
  for (let length = Math.min(secret.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(secret.slice(0, length))) return length;
  }
  return 0;
}
