/** The channel that carries the view of one market, while a page looks at it. Pure, and small enough for browsers. */

const PREFIX = "market:";

/** The channel of a market; the venue is named as `venueId` has it: `market:binance-testnet:BTC/USDT`. */
export function marketChannel(venueId: string, symbol: string): string {
  return `${PREFIX}${venueId}:${symbol}`;
}

/** The market whose view a channel carries; null for any other channel. */
export function marketOfChannel(channel: string): { readonly venueId: string; readonly symbol: string } | null {
  if (!channel.startsWith(PREFIX)) return null;
  const [venueId = "", ...symbol] = channel.slice(PREFIX.length).split(":");
  return { venueId, symbol: symbol.join(":") };
}
