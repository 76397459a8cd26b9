/** Why the exchange refuses an order, in Binance's codes and words ("Error codes for Binance"). */
import { ApiError } from "../rest/errors.ts";

/** NEW_ORDER_REJECTED. */
export function rejected(words: string): ApiError {
  return new ApiError(-2010, words);
}

/** The free balance does not cover it. */
export function insufficientBalance(): ApiError {
  return rejected("Account has insufficient balance for requested action.");
}

/** A post-only order would trade at once. */
export function wouldTake(): ApiError {
  return rejected("Order would immediately match and take.");
}

/** A stop's price has been reached already. */
export function wouldTrigger(): ApiError {
  return rejected("Order would trigger immediately.");
}

/** An open order has this client order id. */
export function duplicateOrder(): ApiError {
  return rejected("Duplicate order sent.");
}

/** The legs of a list do not lie on the right sides of the market. */
export function wrongPrices(): ApiError {
  return rejected("The relationship of the prices for the orders is not correct.");
}

/** A filter of the market or of the exchange. */
export function filterFailure(filter: string): ApiError {
  return new ApiError(-1013, `Filter failure: ${filter}`);
}

/** CANCEL_REJECTED: nothing open has this id. */
export function unknownOrder(): ApiError {
  return new ApiError(-2011, "Unknown order sent.");
}

/** NO_SUCH_ORDER. */
export function noSuchOrder(): ApiError {
  return new ApiError(-2013, "Order does not exist.");
}
