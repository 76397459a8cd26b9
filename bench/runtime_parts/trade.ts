/** The message whose travels are measured. */

/** A trade of eight fields. */
export interface Trade {
  readonly symbol: string;
  readonly id: number;
  readonly price: string;
  readonly quantity: string;
  readonly time: number;
  readonly maker: boolean;
  readonly best: boolean;
  readonly venue: string;
}

/** A fresh trade. */
export function someTrade(id: number): Trade {
  return {
    symbol: "BTC/USDT",
    id,
    price: "64250.11",
    quantity: "0.0131",
    time: 1_700_000_000_000 + id,
    maker: (id & 1) === 0,
    best: true,
    venue: "demo",
  };
}
