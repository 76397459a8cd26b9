/** Levels of a book as the wire prints them. */
import type { LiveMarket } from "./live_market.ts";
import type { BookSide } from "./order_book.ts";
import type { Level } from "./order_book.ts";
import { fromUnits } from "./units.ts";

/** Price and quantity as decimal text. */
export type LevelRow = [price: string, quantity: string];

/** Levels as pairs of price and quantity. */
export function levelRows(market: LiveMarket, levels: readonly Level[]): LevelRow[] {
  const { pricePlaces, quantityPlaces } = market.history.rules;
  return levels.map(({ price, steps }) => [fromUnits(price, pricePlaces), fromUnits(steps, quantityPlaces)]);
}

/** The best level of a side; zeros where the side is empty. */
export function bestRow(market: LiveMarket, side: BookSide): LevelRow {
  return levelRows(market, market.book.levels(side, 1))[0] ?? ["0.00000000", "0.00000000"];
}
