/** A portfolio whose market on the page moves on: its currency counts at the live price until all is fetched anew. */
import { Decimal, type DecimalText } from "../../../domain/decimal.ts";
import type { Market } from "../../../domain/market.ts";
import { totalOf } from "../../../domain/valuation.ts";
import type { PortfolioView } from "../../trading_services.ts";

/** The portfolio at this price of the market; as it was told where it holds nothing of it, or counts in another currency. */
export function livePortfolio(told: PortfolioView, market: Market | null, last: DecimalText | null): PortfolioView {
  if (market === null || last === null || market.quote !== told.quote) return told;
  const rows = told.rows.map((row) =>
    row.currency === market.base ? { ...row, price: last, value: new Decimal(row.total).times(last).toFixed() } : row
  );
  const unpriced = told.unpriced.filter((currency) => currency !== market.base);
  return { ...told, rows, totalValue: totalOf(rows), unpriced };
}
