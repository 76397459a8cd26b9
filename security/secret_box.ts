/**
 * Seals secrets for a column of the database, so that the row that holds one is the only place where it opens.
 *
 * AES-256-GCM under a key of its own for each purpose, with the place as associated data. A sealed text reads
 * `v1.KEY.NONCE.DATA`: the form, the id of the secret key, 96 random bits, and the cipher's text with its tag of 128 bits.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { SecretKey, SecretKeys } from "./secret_key.ts";

/** The purpose of the box that holds what exchanges ask for. */
export const BROKER_CREDENTIALS = "broker credentials";
/** The purpose of the box that holds the keys of AI services. */
export const ASSISTANT_KEYS = "assistant keys";
/** The purpose of the box that holds what opens the channels by which users are told. */
export const NOTIFICATION_CHANNELS = "notification channels";

const FORM = "v1";
const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEALED = /^v1\.([0-9a-f]{12})\.([\w-]{16})\.([\w-]{22,})$/;

/** Where a sealed text stands. Moved to any other place it opens no more. */
export interface SealedPlace {
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
  readonly userId: string;
}

/**
 * A sealed text cannot be opened. `unknown_key`: it was sealed under a secret key that is not here; with that key it opens.
 * `damaged`: it was changed, cut, or stands at another place or for another purpose than it was sealed for.
 */
export class SecretUnreadable extends Error {
  override readonly name = "SecretUnreadable";

  constructor(readonly reason: "unknown_key" | "damaged", message: string) {
    super(message);
  }
}

/** Seals and opens the secrets of one purpose. */
export class SecretBox {
  readonly #current: SecretKey;
  readonly #keys: ReadonlyMap<string, Uint8Array>;

  /** @param purpose what the secrets are for, such as `broker credentials`; another purpose's box cannot open them. */
  constructor(keys: SecretKeys, purpose: string) {
    this.#current = keys[0];
    this.#keys = new Map(keys.map((key) => [key.id, key.derive(purpose)]));
  }

  /** Seals a text for one place. Sealed twice, it reads differently. */
  seal(text: string, place: SealedPlace): string {
    const { id } = this.#current;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#keys.get(id)!, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(bindingOf(id, place));
    const data = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return [FORM, id, nonce.toString("base64url"), data.toString("base64url")].join(".");
  }

  /**
   * Opens what was sealed for this place.
   * @throws {SecretUnreadable} naming the place, and nothing of the text.
   */
  open(sealed: string, place: SealedPlace): string {
    const { keyId, nonce, data } = partsOf(sealed, place);
    const key = this.#keys.get(keyId);
    if (!key) throw new SecretUnreadable("unknown_key", `${cannotOpen(place)}: secret key ${keyId} is not here`);
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(bindingOf(keyId, place));
    decipher.setAuthTag(data.subarray(-TAG_BYTES));
    const text = decipher.update(data.subarray(0, -TAG_BYTES));
    try {
      return Buffer.concat([text, decipher.final()]).toString("utf8");
    } catch {
      throw damaged(place); // all the cipher has to say is that the tag is wrong
    }
  }

  /**
   * The text sealed under the current key, or undefined where it is so already.
   * @throws {SecretUnreadable} when it cannot be opened.
   */
  rotate(sealed: string, place: SealedPlace): string | undefined {
    if (partsOf(sealed, place).keyId === this.#current.id) return undefined;
    return this.seal(this.open(sealed, place), place);
  }
}

function partsOf(sealed: string, place: SealedPlace): { keyId: string; nonce: Buffer; data: Buffer } {
  const [, keyId, nonce, data] = SEALED.exec(sealed) ?? [];
  if (keyId === undefined || nonce === undefined || data === undefined) throw damaged(place);
  return { keyId, nonce: Buffer.from(nonce, "base64url"), data: Buffer.from(data, "base64url") };
}

/** JSON keeps the parts apart, whatever letters they have. */
function bindingOf(keyId: string, { table, column, rowId, userId }: SealedPlace): Buffer {
  return Buffer.from(JSON.stringify([FORM, keyId, table, column, rowId, userId]));
}

function damaged(place: SealedPlace): SecretUnreadable {
  return new SecretUnreadable("damaged", `${cannotOpen(place)}: it is not what was sealed there`);
}

function cannotOpen({ table, column, rowId }: SealedPlace): string {
  return `Cannot open ${table}.${column} of row ${rowId}`;
}
