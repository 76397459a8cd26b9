/**
 * The platform's secret keys: what the keys of all purposes are derived from.
 *
 * There may be several, the current one first. The older ones only open what was sealed before a rotation.
 */
import { hkdfSync, randomBytes } from "node:crypto";

/** As many bytes as a key must have, and as a new one gets. */
const KEY_BYTES = 32;
/** Random keys have about 30; fewer come from words or patterns. */
const LEAST_DIFFERENT_BYTES = 16;
const HEX = /^[0-9a-f]+$/i;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** The secret keys, the current one first. */
export type SecretKeys = readonly [SecretKey, ...SecretKey[]];

/** A secret key. Its bytes never leave it: neither a log nor JSON shows more than its id. */
export class SecretKey {
  /** Tells keys apart and says nothing of their bytes: 12 hex digits. */
  readonly id: string;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.id = this.#expand("id").toString("hex", 0, 6);
  }

  /** The key of one purpose, 32 bytes (HKDF, RFC 5869, with SHA-256): those of other purposes cannot be told from it. */
  derive(purpose: string): Uint8Array {
    return this.#expand(`purpose ${purpose}`);
  }

  #expand(info: string): Buffer {
    return Buffer.from(hkdfSync("sha256", this.#bytes, "aristobot", info, KEY_BYTES));
  }
}

/** The text of a new random key, as `SECRET_KEY` and the key file hold it. */
export function newKeyText(): string {
  return randomBytes(KEY_BYTES).toString("base64");
}

/**
 * Reads keys that stand between commas, spaces or line ends, the current one first. Digits 0-9 and a-f alone are
 * hexadecimal, all else is base64.
 * @param source what the text comes from, for the message
 * @throws {TypeError} naming the source and the place of the key, never the text, when one is malformed, shorter than 32
 * bytes or not random.
 */
export function parseSecretKeys(text: string, source: string): SecretKeys {
  const [current, ...older] = text.split(/[\s,]+/).filter((part) => part !== "");
  if (current === undefined) throw new TypeError(`Cannot use ${source}: it is empty, expected ${EXPECTED_KEY}`);
  return [keyOf(current, source, 1), ...older.map((part, index) => keyOf(part, source, index + 2))];
}

/** What a key must be, in words. */
export const EXPECTED_KEY = `at least ${KEY_BYTES} random bytes in base64 or hexadecimal`;

function keyOf(text: string, source: string, place: number): SecretKey {
  const refuse = (found: string): never => {
    throw new TypeError(`Cannot use ${source}: key ${place} ${found}, expected ${EXPECTED_KEY}`);
  };
  const bytes = bytesOf(text) ?? refuse("is neither base64 nor hexadecimal");
  if (bytes.length < KEY_BYTES) refuse(`has ${bytes.length} bytes`);
  if (new Set(bytes).size < LEAST_DIFFERENT_BYTES) refuse("repeats itself");
  return new SecretKey(bytes);
}

function bytesOf(text: string): Uint8Array | undefined {
  if (HEX.test(text)) return text.length % 2 === 0 ? Buffer.from(text, "hex") : undefined;
  if (!BASE64.test(text)) return undefined;
  const bytes = Buffer.from(text, "base64");
  // What decoding passed over would be a key other than the one that was meant.
  const given = text.replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/");
  return bytes.toString("base64").replace(/=+$/, "") === given ? bytes : undefined;
}
