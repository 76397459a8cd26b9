/** Where orders become executions: sizes, prices with slippage, fees. All prices in quote, times UTC ms. */
import type { Signal } from "./decider.ts";
import type { ExitFill } from "./exits.ts";
import { Ledger } from "./ledger.ts";
import type { BacktestOptions } from "./options.ts";
import { entryQuantity } from "./sizing.ts";
import type { BacktestFill, ExitReason } from "./trade.ts";

/** When and at which price an order is filled, before slippage. */
export interface FillPoint {
  readonly price: number;
  /** The candle in which it happens, and its open time. */
  readonly index: number;
  readonly ms: number;
}

/** Fills entries and exits of one run, and books them. */
export class FillDesk {
  readonly ledger: Ledger;
  /** Entries that the market or the money did not allow. */
  deniedOrders = 0;

  constructor(private readonly options: BacktestOptions, told: ((fill: BacktestFill) => void) | undefined) {
    this.ledger = new Ledger(options.cash, told);
  }

  /** Enters at market, as far as market and money allow. */
  enter({ side, quantity: asked, stopLoss, takeProfit }: Extract<Signal, { kind: "enter" }>, at: FillPoint): void {
    const { takerFee, slippage } = this.options;
    const price = at.price * (1 + (side === "long" ? slippage : -slippage));
    const [stop, target] = [this.#tick(stopLoss), this.#tick(takeProfit)];
    const quantity = entryQuantity({
      free: this.ledger.freeAt(at.price),
      equity: this.ledger.equityAt(at.price),
      price,
      unitCost: price + at.price * takerFee,
      stopLoss: stop,
      asked,
    }, this.options);
    if (quantity === 0) {
      this.deniedOrders++;
      return;
    }
    this.ledger.enter({
      side,
      quantity,
      entryIndex: at.index,
      entryMs: at.ms,
      entryPrice: price,
      entryFee: quantity * price * takerFee,
      stopLoss: stop,
      takeProfit: target,
    });
  }

  /** Closes all that is open at market, oldest first. */
  closeAll(reason: ExitReason, { price: raw, index, ms }: FillPoint): void {
    while (this.ledger.open.length > 0) {
      const { side, quantity } = this.ledger.open[0]!;
      const price = reason === "ruin" ? raw : this.#slipped(raw, side);
      this.ledger.exit(0, price, quantity * price * this.options.takerFee, index, ms, reason);
    }
  }

  /** Books that the open trade `which` reached its stop or its target. */
  leave(which: number, { reason, price: touched }: ExitFill, index: number, ms: number): void {
    const { takerFee, makerFee } = this.options;
    const { side, quantity } = this.ledger.open[which]!;
    const price = reason === "stop-loss" ? this.#slipped(touched, side) : touched;
    const fee = quantity * price * (reason === "stop-loss" ? takerFee : makerFee);
    this.ledger.exit(which, price, fee, index, ms, reason);
  }

  /** A price cut to the market's tick; NaN for none. */
  #tick(price: number | null): number {
    const { priceStep } = this.options;
    if (price === null) return NaN;
    return priceStep === 0 ? price : Math.floor(price / priceStep) * priceStep;
  }

  /** The price of leaving at market. */
  #slipped(price: number, side: "long" | "short"): number {
    const { slippage, slippageOn } = this.options;
    if (slippageOn === "entry") return price;
    return price * (1 + (side === "long" ? -slippage : slippage));
  }
}
