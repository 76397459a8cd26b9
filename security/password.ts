/**
 * Hashes of passwords: scrypt (RFC 7914) with a random salt, its cost written into the text, so that it can rise later.
 *
 * A text reads `$scrypt$ln=16,r=8,p=2$SALT$HASH`, as other programs write it. An unusable password is no text, null: nobody
 * can sign in with it, and the attempt takes as long as any other.
 */
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { Turns } from "./turns.ts";

/** What a hash costs: 2^`logN` × `blockSize` × 128 bytes of memory, walked `parallel` times. */
export interface PasswordCost {
  readonly logN: number;
  readonly blockSize: number;
  readonly parallel: number;
}

/** 64 MiB and some tenths of a second: one of the settings that OWASP's Password Storage Cheat Sheet holds for enough. */
export const PASSWORD_COST: PasswordCost = { logN: 16, blockSize: 8, parallel: 2 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** What a stored text may ask for, lest a changed row takes the machine's memory. */
const MOST_MEMORY_BYTES = 2 ** 28;
const MOST_PARALLEL = 16;
const STORED = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{2,64})\$([A-Za-z0-9+/]{22,86})$/;

/** What may differ from the default. */
export interface PasswordOptions {
  readonly cost?: PasswordCost;
  /** How many are hashed at once; default 2, for each takes the cost's memory. */
  readonly atOnce?: number;
  /** How many may wait beyond those; default 32. */
  readonly waiting?: number;
}

/** Makes and checks hashes of passwords, a few at once. */
export class Passwords {
  readonly #cost: PasswordCost;
  readonly #turns: Turns;

  constructor({ cost = PASSWORD_COST, atOnce = 2, waiting = 32 }: PasswordOptions = {}) {
    this.#cost = cost;
    this.#turns = new Turns(atOnce, waiting);
  }

  /**
   * The text to store for a password. Twice the same password gives two texts.
   * @throws {TooBusy} when too many wait already.
   */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    return textOf(this.#cost, salt, await this.#compute(password, salt, this.#cost, HASH_BYTES));
  }

  /**
   * Whether it is the password of a stored text; never for null, an unusable or unknown one, which takes as long.
   * @throws {TooBusy} when too many wait already.
   * @throws {TypeError} when the stored text is none of ours; it is not repeated.
   */
  async verify(password: string, stored: string | null): Promise<boolean> {
    if (stored === null) {
      await this.hash(password);
      return false;
    }
    const { cost, salt, hash } = partsOf(stored);
    return timingSafeEqual(await this.#compute(password, salt, cost, hash.length), hash);
  }

  /**
   * Whether a stored text has another cost than new ones get: hash the password anew once it is known.
   * @throws {TypeError} when the stored text is none of ours.
   */
  isOutdated(stored: string): boolean {
    const { cost, salt, hash } = partsOf(stored);
    const { logN, blockSize, parallel } = this.#cost;
    const isSame = cost.logN === logN && cost.blockSize === blockSize && cost.parallel === parallel;
    return !isSame || salt.length < SALT_BYTES || hash.length < HASH_BYTES;
  }

  #compute(password: string, salt: Uint8Array, cost: PasswordCost, bytes: number): Promise<Uint8Array> {
    return this.#turns.take(() => scryptOf(password, salt, cost, bytes));
  }
}

/** Letters that look the same are the same, however a keyboard wrote them. */
function scryptOf(password: string, salt: Uint8Array, cost: PasswordCost, bytes: number): Promise<Uint8Array> {
  const options = { N: 2 ** cost.logN, r: cost.blockSize, p: cost.parallel, maxmem: 2 * MOST_MEMORY_BYTES };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, bytes, options, (error, key) => error ? reject(error) : resolve(key));
  });
}

function textOf({ logN, blockSize, parallel }: PasswordCost, salt: Uint8Array, hash: Uint8Array): string {
  return `$scrypt$ln=${logN},r=${blockSize},p=${parallel}$${base64(salt)}$${base64(hash)}`;
}

function partsOf(stored: string): { cost: PasswordCost; salt: Uint8Array; hash: Uint8Array } {
  const [, logN, blockSize, parallel, salt, hash] = STORED.exec(stored) ?? [];
  const cost = { logN: Number(logN), blockSize: Number(blockSize), parallel: Number(parallel) };
  if (salt === undefined || hash === undefined || !isBearable(cost)) {
    throw new TypeError("Cannot read a stored password: expected $scrypt$ln=…,r=…,p=…$SALT$HASH with a bearable cost");
  }
  return { cost, salt: Buffer.from(salt, "base64"), hash: Buffer.from(hash, "base64") };
}

function isBearable({ logN, blockSize, parallel }: PasswordCost): boolean {
  const memoryBytes = 128 * blockSize * 2 ** logN;
  return logN >= 1 && blockSize >= 1 && memoryBytes <= MOST_MEMORY_BYTES && parallel >= 1 && parallel <= MOST_PARALLEL;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
}
