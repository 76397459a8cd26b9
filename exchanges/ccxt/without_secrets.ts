/** Words of an exchange that are told on: some repeat the key that they do not like. */

/** What stands for a secret. */
const HIDDEN = "•••";
/** Shorter ones would also be found inside other words. */
const SHORTEST = 4;

/** The words without any of the credentials. */
export function withoutSecrets(words: string, credentials: Readonly<Record<string, string>>): string {
  const secrets = Object.values(credentials).filter((secret) => secret.length >= SHORTEST);
  return secrets.reduce((text, secret) => text.replaceAll(secret, HIDDEN), words);
}
