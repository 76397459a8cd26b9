/** The parameters of a request. Each must be read: what nobody read is refused, as Binance does. */
import { inMilliseconds } from "../microseconds.ts";
import { ApiError, illegalCharacters, invalidData, missing } from "./errors.ts";

const SYMBOL = "^[A-Z0-9-_.]{1,20}$";
const SYMBOLS = '^\\["[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}")*\\]$';
const WHOLE = "^[0-9]{1,20}$";

/** Reads parameters by name and remembers which were read. */
export class Params {
  readonly #values = new Map<string, string>();
  readonly #read = new Set<string>();

  /** @throws {ApiError} -1101 when a parameter comes twice. */
  constructor(pairs: Iterable<readonly [name: string, value: string]>) {
    for (const [name, value] of pairs) {
      if (this.#values.has(name)) {
        throw new ApiError(-1101, `Duplicate values for parameter '${name.slice(0, 40)}' detected.`);
      }
      this.#values.set(name, value);
    }
  }

  /** The text of a parameter; undefined when it was not sent. @throws {ApiError} -1102 when it is there but empty. */
  text(name: string): string | undefined {
    this.#read.add(name);
    const value = this.#values.get(name);
    if (value === "") throw missing(name);
    return value;
  }

  /** One of some texts. @throws {ApiError} `refusal`, -1130 unless told otherwise, when it is none of them. */
  choice<T extends string>(name: string, choices: readonly T[], otherwise: T, refusal = invalidData(name)): T {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    const chosen = choices.find((choice) => choice === text);
    if (chosen === undefined) throw refusal;
    return chosen;
  }

  /** A whole number from 0. @throws {ApiError} -1100 when it is none, -1130 when it is too large to count with. */
  whole(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!new RegExp(WHOLE).test(text)) throw illegalCharacters(name, WHOLE);
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw invalidData(name);
    return value;
  }

  /** A time in UTC ms, sent in ms or in microseconds. @throws {ApiError} as `whole`. */
  time(name: string): number | undefined {
    const value = this.whole(name);
    return value === undefined ? undefined : inMilliseconds(value);
  }

  /** How many rows are wanted: at least 1; more than `most` is cut to `most`. @throws {ApiError} as `whole`, -1130 for 0. */
  limit(otherwise: number, most: number): number {
    const value = this.whole("limit") ?? otherwise;
    if (value === 0) throw invalidData("limit");
    return Math.min(value, most);
  }

  /** A symbol's spelling. @throws {ApiError} -1100 for letters that no symbol has. */
  symbol(): string | undefined {
    const text = this.text("symbol");
    if (text !== undefined && !new RegExp(SYMBOL).test(text)) throw illegalCharacters("symbol", SYMBOL);
    return text;
  }

  /** A list such as `["BTCUSDT","ETHUSDT"]`. @throws {ApiError} -1100 when it is written otherwise. */
  symbols(): string[] | undefined {
    const text = this.text("symbols");
    if (text === undefined) return undefined;
    if (!new RegExp(SYMBOLS).test(text)) throw illegalCharacters("symbols", SYMBOLS);
    return JSON.parse(text) as string[];
  }

  /** @throws {ApiError} -1104 when a parameter was sent that nobody read. */
  allRead(): void {
    const read = [...this.#values.keys()].filter((name) => this.#read.has(name)).length;
    if (read < this.#values.size) {
      throw new ApiError(
        -1104,
        `Not all sent parameters were read; read '${read}' parameter(s) but was sent '${this.#values.size}'.`,
      );
    }
  }
}
