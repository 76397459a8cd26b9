/** Secrets that are planted in a house, and the search for them in all that it says. */
import assert from "node:assert/strict";

/** Keeps secrets, and looks for them. */
export class Planted {
  readonly #secrets = new Map<string, string>();

  /** Something that must be said nowhere. `what` it is stands in the failure, not the secret. */
  plant(what: string, secret: string): string {
    assert.ok(secret.length >= 8, `${what} is too short to be looked for`);
    this.#secrets.set(secret, what);
    return secret;
  }

  /** Fails where a text tells one of them, in clear, escaped as JSON, or encoded for an address. */
  search(text: string, where: string): void {
    for (const [secret, what] of this.#secrets) {
      const shapes = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
      assert.ok(!shapes.some((shape) => text.includes(shape)), `${where} tells ${what}`);
    }
  }

  /** How many there are. */
  get size(): number {
    return this.#secrets.size;
  }
}
