/** Binance's error answers: `{"code":-1121,"msg":"Invalid symbol."}`. */

/** A refused request, with its HTTP status and Binance's code and words. */
export class ApiError extends Error {
  constructor(readonly code: number, message: string, readonly status = 400) {
    super(message);
  }
}

/** A client has asked more than it may, with when it may ask again. Times by the machine's clock, UTC ms. */
export class TooManyRequests extends ApiError {
  constructor(status: 429 | 418, message: string, readonly retryAtMs: number, readonly atMs: number) {
    super(-1003, message, status);
  }

  /** Whole seconds from the refusal on. */
  get retryAfterSeconds(): number {
    return Math.ceil((this.retryAtMs - this.atMs) / 1000);
  }
}

/** A parameter that must be there is not. */
export function missing(parameter: string): ApiError {
  return new ApiError(-1102, `Mandatory parameter '${parameter}' was not sent, was empty/null, or malformed.`);
}

/** A parameter holds letters it must not hold. */
export function illegalCharacters(parameter: string, legal: string): ApiError {
  return new ApiError(-1100, `Illegal characters found in parameter '${parameter}'; legal range is '${legal}'.`);
}

/** A parameter has a value that makes no sense. */
export function invalidData(parameter: string): ApiError {
  return new ApiError(-1130, `Data sent for parameter '${parameter}' is not valid.`);
}

/** Parameters that exclude each other. */
export function invalidCombination(): ApiError {
  return new ApiError(-1128, "Combination of optional parameters invalid.");
}

/** No such symbol. */
export function invalidSymbol(): ApiError {
  return new ApiError(-1121, "Invalid symbol.");
}

/** No such interval. */
export function invalidInterval(): ApiError {
  return new ApiError(-1120, "Invalid interval.");
}

/** No such status of a symbol. */
export function invalidSymbolStatus(): ApiError {
  return new ApiError(-1122, "Invalid symbolStatus.");
}

/** No such kind of ticker. */
export function invalidTickerType(): ApiError {
  return new ApiError(-1139, "Invalid ticker type.");
}

/** A symbol stands twice in a list. */
export function duplicateSymbols(): ApiError {
  return new ApiError(-1151, "Symbol is present multiple times in the list.");
}

/** No such unit of time. */
export function invalidTimeUnit(): ApiError {
  return new ApiError(-1194, "Invalid value for time unit; expected either MICROSECOND or MILLISECOND.");
}

/** What a server answers that fails, by its HTTP status. */
export function serverFailure(status: 500 | 502 | 503 | 504): ApiError {
  switch (status) {
    case 500:
      return new ApiError(-1000, "An unknown error occurred while processing the request.", status);
    case 502:
      return new ApiError(-1001, "Internal error; unable to process your request. Please try again.", status);
    case 503:
      return new ApiError(
        -1008,
        "Server is currently overloaded with other requests. Please try again in a few minutes.",
        status,
      );
    case 504:
      return new ApiError(
        -1007,
        "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
        status,
      );
  }
}

/** What every request is answered while the exchange is down. */
export function maintenance(): ApiError {
  return new ApiError(-1016, "This service is no longer available.", 503);
}

/** What was sent is no JSON, or none that fits. */
export function invalidJson(parameter?: string): ApiError {
  const text = parameter === undefined ? "Invalid JSON Request" : `JSON sent for parameter '${parameter}' is not valid`;
  return new ApiError(-1135, text);
}

/** No such method. */
export function unknownMethod(): ApiError {
  return new ApiError(-1020, "This operation is not supported.");
}
