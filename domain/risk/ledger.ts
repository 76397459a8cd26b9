/** What accounts hold and have earned, folded from their fills. Each strategy's position is counted for itself, as it trades. */
import { Decimal } from "../decimal.ts";
import type { Symbol } from "../market.ts";
import type { Fill, OrderSide } from "../order.ts";
import { applyFill, closes, flatPosition, type Position } from "../position.ts";
import { coveredFill } from "../statistics/covered_fill.ts";

/** An execution with the account and strategy that it belongs to; null = by hand. */
export interface OwnFill {
  readonly brokerId: string;
  readonly activeStrategyId: string | null;
  readonly symbol: Symbol;
  readonly side: OrderSide;
  readonly fill: Fill;
}

/** A position with the account and strategy that it belongs to. */
export interface OwnPosition extends Pick<OwnFill, "brokerId" | "activeStrategyId"> {
  readonly position: Position;
}

/** What a closing order has earned after fees, in the quote currency of its market. */
export interface Closing {
  readonly clientOrderId: string;
  readonly symbol: Symbol;
  readonly profitQuote: Decimal;
  /** Of its last fill, UTC ms. */
  readonly timeMs: number;
}

/** Positions and closings. */
export interface RiskLedger {
  readonly positions: readonly OwnPosition[];
  /** In the order in which they ended. */
  readonly closings: readonly Closing[];
}

/** A ledger that is kept, and grows fill by fill. */
export class KeptLedger {
  readonly #positions = new Map<string, OwnPosition>();
  readonly #closings = new Map<string, Closing>();

  /**
   * Enters a fill; give it all, oldest first. What is sold by hand beyond all that was bought here takes nothing from what is
   * bought later, and earns nothing.
   * @throws {Error} when its fee is in a currency whose price is not known.
   */
  enter(of: OwnFill): void {
    const { brokerId, activeStrategyId, symbol, side } = of;
    const key = `${brokerId} ${activeStrategyId} ${symbol}`;
    const before = this.#positions.get(key)?.position ?? flatPosition(symbol);
    const fill = activeStrategyId === null && side === "sell" ? this.#covered(of) : of.fill;
    if (fill === null) return;
    const position = applyFill(before, side, fill);
    this.#positions.set(key, { brokerId, activeStrategyId, position });
    if (closes(before, side)) {
      takeClosing(this.#closings, of, new Decimal(position.realisedQuote).minus(before.realisedQuote));
    }
  }

  /** By hand also that is sold which a strategy has left behind: then the sum of both is what is held. */
  #covered({ brokerId, symbol, side, fill }: OwnFill): Fill | null {
    const ofAccount = [...this.#positions.values()].filter((one) =>
      one.brokerId === brokerId && one.position.symbol === symbol
    );
    const quantity = ofAccount.reduce((sum, one) => sum.plus(one.position.quantity), new Decimal(0));
    return coveredFill({ ...flatPosition(symbol), quantity: quantity.toFixed() }, side, fill);
  }

  /** As it stands. */
  get now(): RiskLedger {
    return { positions: [...this.#positions.values()], closings: [...this.#closings.values()] };
  }
}

/** The ledger that fills lead to, oldest first. @throws {Error} when a fee is in a currency whose price is not known. */
export function riskLedger(fills: readonly OwnFill[]): RiskLedger {
  const ledger = new KeptLedger();
  for (const fill of fills) ledger.enter(fill);
  return ledger.now;
}

/** An order that ends later than another stands behind it, whenever it began. */
function takeClosing(closings: Map<string, Closing>, { symbol, fill }: OwnFill, earned: Decimal): void {
  const { clientOrderId, timeMs } = fill;
  const profitQuote = earned.plus(closings.get(clientOrderId)?.profitQuote ?? 0);
  closings.delete(clientOrderId);
  closings.set(clientOrderId, { clientOrderId, symbol, profitQuote, timeMs });
}

/** What is held of a market by all positions together, in base currency; what was sold beyond them counts as nothing. */
export function heldOf({ positions }: RiskLedger, symbol: Symbol): Decimal {
  const sum = positions.reduce(
    (held, { position }) => position.symbol === symbol ? held.plus(position.quantity) : held,
    new Decimal(0),
  );
  return Decimal.max(sum, 0);
}
