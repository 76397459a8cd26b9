/**
 * The rules of a market: its grid of prices and quantities and its limits.
 *
 * The figures of BTCUSDT, ETHUSDT and ADAUSDT are Binance's (excerpt of ccxt's static market fixture, MIT); another
 * market gets the grid its recording shows and generous limits.
 */
import { placesOf } from "./units.ts";
import type { KlineRow } from "./klines_file.ts";
import type { SymbolName } from "./symbol_name.ts";

/** What may be traded, and in which steps. Amounts are decimal text with 8 decimals, as the wire prints them. */
export interface MarketRules extends SymbolName {
  /** Decimals of a price; one tick is 10^-pricePlaces quote. */
  readonly pricePlaces: number;
  /** Decimals of a quantity; one step is 10^-quantityPlaces base. */
  readonly quantityPlaces: number;
  readonly minQuantity: string;
  readonly maxQuantity: string;
  readonly marketMaxQuantity: string;
  readonly minNotional: string;
  readonly maxNotional: string;
}

type Figures = Omit<MarketRules, keyof SymbolName>;

const MAX_PLACES = 8;
const COMMON = { maxQuantity: "9000.00000000", minNotional: "5.00000000", maxNotional: "9000000.00000000" };
const KNOWN: Readonly<Record<string, Figures>> = {
  BTCUSDT: {
    ...COMMON,
    pricePlaces: 2,
    quantityPlaces: 5,
    minQuantity: "0.00001000",
    marketMaxQuantity: "128.52621715",
  },
  ETHUSDT: {
    ...COMMON,
    pricePlaces: 2,
    quantityPlaces: 4,
    minQuantity: "0.00010000",
    marketMaxQuantity: "3277.54882761",
  },
  ADAUSDT: {
    ...COMMON,
    pricePlaces: 4,
    quantityPlaces: 1,
    minQuantity: "0.10000000",
    maxQuantity: "900000.00000000",
    marketMaxQuantity: "3734056.71171548",
  },
};

/** The rules of a recorded market; a recording that does not fit its known grid gets 8 decimals on that axis. */
export function rulesFor(name: SymbolName, rows: readonly KlineRow[]): MarketRules {
  const pricePlaces = most(rows, (row) => [row.open, row.high, row.low, row.close]);
  const quantityPlaces = most(rows, (row) => [row.volume]);
  const figures = KNOWN[name.id] ?? derived(pricePlaces, quantityPlaces);
  return {
    ...name,
    ...figures,
    pricePlaces: pricePlaces <= figures.pricePlaces ? figures.pricePlaces : MAX_PLACES,
    quantityPlaces: quantityPlaces <= figures.quantityPlaces ? figures.quantityPlaces : MAX_PLACES,
  };
}

/** One unit of 10^-places as the wire prints it: `0.01000000`. */
export function stepText(places: number): string {
  return (10 ** -places).toFixed(MAX_PLACES);
}

function derived(pricePlaces: number, quantityPlaces: number): Figures {
  return {
    pricePlaces,
    quantityPlaces,
    minQuantity: stepText(quantityPlaces),
    maxQuantity: "90000000.00000000",
    marketMaxQuantity: "9000000.00000000",
    minNotional: "0.00010000",
    maxNotional: "9000000.00000000",
  };
}

function most(rows: readonly KlineRow[], texts: (row: KlineRow) => readonly string[]): number {
  let places = 0;
  for (const row of rows) {
    for (const text of texts(row)) places = Math.max(places, placesOf(text));
  }
  return places;
}
