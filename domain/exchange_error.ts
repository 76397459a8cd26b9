/** The two ways in which an exchange can fail us; they differ in what to do next. */

/** The exchange cannot be reached, is too busy or answered with a fault of its own: try again, with back-off. */
export class ExchangeUnavailable extends Error {
  override readonly name = "ExchangeUnavailable";

  /** @param retryAfterMs how long the exchange itself asks to wait, in ms; null where it did not say. */
  constructor(message: string, readonly retryAfterMs: number | null = null, options?: ErrorOptions) {
    super(message, options);
  }
}

/** The exchange understood and said no: asking the same again gets the same answer. */
export class ExchangeRefused extends Error {
  override readonly name = "ExchangeRefused";

  /** @param code the exchange's own error code; null where it gave none. */
  constructor(message: string, readonly code: number | null = null, options?: ErrorOptions) {
    super(message, options);
  }
}
