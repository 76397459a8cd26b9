/** A symbol's name, read from the name of its file. */

/** What a market trades. `id` is the exchange's own spelling, `BTCUSDT`. */
export interface SymbolName {
  readonly id: string;
  readonly base: string;
  readonly quote: string;
}

const QUOTES = [
  "FDUSD",
  "USDT",
  "USDC",
  "TUSD",
  "BUSD",
  "BIDR",
  "BTC",
  "ETH",
  "BNB",
  "DAI",
  "EUR",
  "GBP",
  "TRY",
  "BRL",
  "AUD",
  "JPY",
  "PLN",
  "ARS",
  "ZAR",
  "UAH",
  "RUB",
];
const ONE_MINUTE_FILE = /^([A-Z0-9]+)(?:_([A-Z0-9]+))?-1m[.-]/;

/**
 * Reads `BTC_USDT-1m.json.gz`, `BTCUSDT-1m-2023-04.csv` and the like.
 * @throws {RangeError} when the name has another form, another timeframe, or no known quote currency.
 */
export function symbolOfFile(path: string): SymbolName {
  const file = path.replaceAll("\\", "/").split("/").at(-1) ?? "";
  const match = ONE_MINUTE_FILE.exec(file);
  if (match === null) {
    throw new RangeError(
      `Cannot read a symbol from the file name "${file}": expected BTC_USDT-1m.json or BTCUSDT-1m.csv`,
    );
  }
  const [, name = "", quote] = match;
  return quote === undefined ? splitSymbol(name) : { id: name + quote, base: name, quote };
}

/**
 * Splits `BTCUSDT` at its quote currency.
 * @throws {RangeError} when it ends with no known quote currency.
 */
export function splitSymbol(id: string): SymbolName {
  const quote = QUOTES.find((candidate) => id.endsWith(candidate) && id.length > candidate.length);
  if (quote === undefined) {
    throw new RangeError(
      `Cannot split the symbol "${id}": expected it to end with one of ${
        QUOTES.join(", ")
      }; name the file BASE_QUOTE-1m`,
    );
  }
  return { id, base: id.slice(0, -quote.length), quote };
}
