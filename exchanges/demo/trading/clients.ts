/** Who may trade on the demo exchange: accounts and their keys. */
import { randomBytes } from "node:crypto";

/** An API key of an account. The secret is only for signing and is never printed by the exchange. */
export interface ClientKey {
  readonly accountId: number;
  /** For people, such as the name of a broker account. */
  readonly name: string;
  readonly apiKey: string;
  readonly secret: string;
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const KEY_LENGTH = 64;

/** A new key and its secret, from the system's random numbers. */
export function newKey(accountId: number, name: string): ClientKey {
  return { accountId, name, apiKey: randomText(), secret: randomText() };
}

/** 64 letters and digits, each as likely as the others. */
function randomText(): string {
  const unbiased = 256 - 256 % LETTERS.length;
  let text = "";
  while (text.length < KEY_LENGTH) {
    for (const byte of randomBytes(KEY_LENGTH)) {
      if (byte < unbiased && text.length < KEY_LENGTH) text += LETTERS[byte % LETTERS.length];
    }
  }
  return text;
}
