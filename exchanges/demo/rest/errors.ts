/** Binance's error answers: `{"code":-1121,"msg":"Invalid symbol."}`. */

/** A refused request, with its HTTP status and Binance's code and words. */
export class ApiError extends Error {
  constructor(readonly code: number, message: string, readonly status = 400) {
    super(message);
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
