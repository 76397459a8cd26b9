/**
 * Profit, rebuilt from executions. Each strategy at work keeps a book of its own, as it trades; all tickets of an account, by
 * hand or from webhooks, share one a market, since they sell what any of them bought.
 */
import { Decimal, type DecimalText } from "../decimal.ts";
import { feeInQuote } from "../fee.ts";
import { currenciesOf, type Symbol } from "../market.ts";
import { applyFill, closes, flatPosition, type Position } from "../position.ts";
import { coveredFill } from "./covered_fill.ts";
import { type Execution, type Origin, originOf } from "./execution.ts";

/** What an execution did to its book. Amounts in quote currency. */
export interface Realisation {
  readonly clientOrderId: string;
  readonly fillId: string;
  /** UTC ms. */
  readonly timeMs: number;
  readonly brokerId: string;
  readonly symbol: Symbol;
  readonly quote: string;
  readonly side: Execution["side"];
  readonly origin: Origin;
  readonly strategyId: string | null;
  readonly webhookId: string | null;
  readonly price: DecimalText;
  /** Base currency. */
  readonly quantity: DecimalText;
  readonly valueQuote: DecimalText;
  readonly feeQuote: DecimalText;
  /** What the closed part earned after the fees of entry and exit; null where nothing was closed. */
  readonly profitQuote: DecimalText | null;
  /** What it cost against the price of its signal, positive = worse than that; null where it has none. */
  readonly slippageQuote: DecimalText | null;
  /** It sold more than was bought here; that part has no profit, since its cost is not known. */
  readonly isUncovered: boolean;
  /** It books what came from elsewhere, or is no longer ours: it counts for what is held, and is no trade. */
  readonly isTransfer: boolean;
}

/** The positions of a user's books; give them every execution, oldest first. */
export class Books {
  readonly #positions = new Map<string, Position>();

  /**
   * Enters an execution.
   * @throws {Error} when its fee is in a currency that is neither base nor quote.
   */
  enter(of: Execution): Realisation {
    const key = bookOf(of);
    const held = this.#positions.get(key) ?? flatPosition(of.symbol);
    const counted = of.activeStrategyId === null ? coveredFill(held, of.side, of) : of;
    const after = counted === null ? held : applyFill(held, of.side, counted);
    this.#positions.set(key, after);
    const earned = new Decimal(after.realisedQuote).minus(held.realisedQuote).toFixed();
    return {
      clientOrderId: of.clientOrderId,
      fillId: of.fillId,
      timeMs: of.timeMs,
      brokerId: of.brokerId,
      symbol: of.symbol,
      quote: currenciesOf(of.symbol).quote,
      side: of.side,
      origin: originOf(of),
      strategyId: of.strategyId,
      webhookId: of.webhookId,
      price: of.price,
      quantity: of.quantity,
      valueQuote: new Decimal(of.price).times(of.quantity).toFixed(),
      feeQuote: feeInQuote(of, of.symbol).toFixed(),
      profitQuote: closes(held, of.side) ? earned : null,
      slippageQuote: slippageOf(of),
      isUncovered: counted !== of,
      isTransfer: of.isTransfer,
    };
  }

  /** Every book as it stands. */
  positions(): Position[] {
    return [...this.#positions.values()];
  }
}

function bookOf({ activeStrategyId, brokerId, symbol }: Execution): string {
  return activeStrategyId ?? `${brokerId} ${symbol}`;
}

function slippageOf({ signalPrice, price, quantity, side }: Execution): DecimalText | null {
  if (signalPrice === null) return null;
  const worse = side === "buy" ? new Decimal(price).minus(signalPrice) : new Decimal(signalPrice).minus(price);
  return worse.times(quantity).toFixed();
}
