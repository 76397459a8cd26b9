/** A backtest's money: cash, open trades and closed ones. Profit of what is open is counted, not paid. */
import type { BacktestFill, BacktestTrade, ExitReason, OpenTrade } from "./trade.ts";

/** The side of a trade as a factor. */
function sign(side: "long" | "short"): 1 | -1 {
  return side === "long" ? 1 : -1;
}

/** Cash, open and closed trades. Money is quote currency; the position is margined: an entry binds, but does not pay. */
export class Ledger {
  readonly open: OpenTrade[] = [];
  readonly trades: BacktestTrade[] = [];
  /** Whether money or trades changed since this was last set to false. */
  changed = true;

  constructor(public cash: number, private readonly told: ((fill: BacktestFill) => void) | undefined) {}

  /** Base currency held; negative = short. */
  get quantity(): number {
    let quantity = 0;
    for (const { side, quantity: part } of this.open) quantity += sign(side) * part;
    return quantity;
  }

  /** What one unit of the position cost with its fees; NaN when nothing is held. */
  get averagePrice(): number {
    let [value, quantity, fees] = [0, 0, 0];
    for (const trade of this.open) {
      value += trade.quantity * trade.entryPrice;
      quantity += trade.quantity;
      fees += sign(trade.side) * trade.entryFee;
    }
    return (value + fees) / quantity;
  }

  /** Cash plus what the open trades would earn at `price`. */
  equityAt(price: number): number {
    let earned = 0;
    for (const trade of this.open) earned += sign(trade.side) * trade.quantity * (price - trade.entryPrice);
    return this.cash + earned;
  }

  /** What is not bound: the equity less the value of what is open, never below 0. */
  freeAt(price: number): number {
    let bound = 0;
    for (const trade of this.open) bound += trade.quantity * price;
    return Math.max(0, this.equityAt(price) - bound);
  }

  /** Books an entry; its fee is paid at once. */
  enter(trade: OpenTrade): void {
    this.open.push(trade);
    this.cash -= trade.entryFee;
    this.changed = true;
    if (!this.told) return;
    const { quantity, entryPrice: price, entryFee: fee, entryIndex: index } = trade;
    this.told({ side: trade.side === "long" ? "buy" : "sell", quantity, price, fee, index, reason: "entry" });
  }

  /** Books the exit of the open trade `which`. */
  exit(which: number, price: number, fee: number, index: number, atMs: number, exitReason: ExitReason): void {
    const trade = this.open[which]!;
    this.open.splice(which, 1);
    const { side, quantity, entryIndex, entryMs, entryPrice, entryFee } = trade;
    const earned = sign(side) * quantity * (price - entryPrice);
    const fees = entryFee + fee;
    this.cash += earned - fee;
    this.changed = true;
    this.trades.push({
      side,
      quantity,
      entryIndex,
      exitIndex: index,
      entryMs,
      exitMs: atMs,
      entryPrice,
      exitPrice: price,
      fees,
      profit: earned - fees,
      exitReason,
    });
    this.told?.({ side: side === "long" ? "sell" : "buy", quantity, price, fee, index, reason: exitReason });
  }
}
