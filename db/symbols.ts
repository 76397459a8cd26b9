/** Table `symbols`: what may be traded at each venue, and in which steps; shared by all users. */
import { z } from "zod";
import { type Market, market, type Symbol } from "../domain/market.ts";
import { type Db, type Queries, storable } from "./db.ts";

/** Which symbols. `search` is matched against symbol and base, case aside, with or without the `/`. */
export interface SymbolQuery {
  readonly search: string;
  readonly quote: string | null;
  /** From 1; beyond the last one it is the last one. */
  readonly page: number;
  readonly pageSize: number;
}

/** A page of a venue's symbols: those whose base is what was searched for first, then those that begin with it. */
export interface SymbolPage {
  readonly symbols: readonly Market[];
  readonly total: number;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  /** Every quote currency of the venue, the most common first. */
  readonly quotes: readonly string[];
}

/**
 * Makes a venue's symbols those that are given; answers how many are new, and how many are gone. Those that stay are brought
 * up to date.
 */
export async function replaceSymbols(
  db: Db,
  venueId: string,
  markets: readonly Market[],
): Promise<{ added: number; removed: number }> {
  const unique = [...new Map(markets.map((one) => [one.symbol, one])).values()];
  return await db.begin(async (tx) => {
    const of = <K extends keyof Market>(key: K) => unique.map((one) => one[key]);
    const rows = await tx`
      insert into symbols (
        venue, symbol, base, quote, price_step, quantity_step, min_quantity, max_quantity, min_notional
      )
      select ${venueId}, * from unnest(
        ${of("symbol")}::text[], ${of("base")}::text[], ${of("quote")}::text[], ${of("priceStep")}::numeric[],
        ${of("quantityStep")}::numeric[], ${of("minQuantity")}::numeric[], ${of("maxQuantity")}::numeric[],
        ${of("minNotional")}::numeric[]
      )
      on conflict (venue, symbol) do update set
        base = excluded.base, quote = excluded.quote, price_step = excluded.price_step,
        quantity_step = excluded.quantity_step, min_quantity = excluded.min_quantity,
        max_quantity = excluded.max_quantity, min_notional = excluded.min_notional, updated_at = now()
      returning xmax = 0 as "isNew"`;
    const { count } = await tx`delete from symbols where venue = ${venueId} and symbol <> all (${
      of("symbol")
    }::text[])`;
    return { added: rows.filter(({ isNew }) => isNew).length, removed: count };
  });
}

/** A page of a venue's symbols. @throws {z.ZodError} for a page or page size that is none. */
export async function symbolPage(db: Queries, venueId: string, query: SymbolQuery): Promise<SymbolPage> {
  const { page: wanted, pageSize } = pageOf.parse(query);
  const search = storable(query.search.trim());
  const matching = db`
    venue = ${venueId} ${query.quote === null ? db`` : db`and quote = ${storable(query.quote)}`}
    and (symbol ilike ${`%${escaped(search)}%`} or replace(symbol, '/', '') ilike ${`%${escaped(search)}%`})`;
  const [counted] = await db`select count(*)::int as total from symbols where ${matching}`;
  const { total } = z.object({ total: z.int() }).parse(counted);
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const page = Math.min(wanted, pages);
  const rows = await db`
    select ${columns(db)} from symbols where ${matching}
    order by lower(base) = lower(${search}) desc, symbol ilike ${`${escaped(search)}%`} desc, symbol collate "C"
    limit ${pageSize} offset ${(page - 1) * pageSize}`;
  return { symbols: z.array(market).parse(rows), total, page, pages, quotes: await quotesOf(db, venueId) };
}

/** A market of a venue, or undefined; `symbol` may be any text. */
export async function findSymbol(db: Queries, venueId: string, symbol: Symbol): Promise<Market | undefined> {
  const [row] = await db`
    select ${columns(db)} from symbols where venue = ${venueId} and symbol = ${storable(symbol)}`;
  return row && market.parse(row);
}

/** The names of a venue's markets that are spelled so, case aside, with or without the `/`. */
export async function symbolsSpelled(db: Queries, venueId: string, text: string): Promise<Symbol[]> {
  const spelled = storable(text).toUpperCase();
  const rows = await db`
    select symbol from symbols
    where venue = ${venueId} and (upper(symbol) = ${spelled} or upper(replace(symbol, '/', '')) = ${spelled})
    order by symbol collate "C"`;
  return rows.map(({ symbol }) => symbol);
}

/** The names of all of a venue's markets, in their order. */
export async function symbolNames(db: Queries, venueId: string): Promise<Symbol[]> {
  const rows = await db`select symbol from symbols where venue = ${venueId} order by symbol collate "C"`;
  return rows.map(({ symbol }) => symbol);
}

const pageOf = z.object({ page: z.int().min(1), pageSize: z.int().min(1).max(1_000) });

/** Every quote currency of a venue, the most common first. */
export async function quotesOf(db: Queries, venueId: string): Promise<string[]> {
  const rows = await db`
    select quote from symbols where venue = ${venueId} group by quote order by count(*) desc, quote collate "C"`;
  return z.array(z.object({ quote: z.string() })).parse(rows).map(({ quote }) => quote);
}

/** What a user typed is text to be found, no pattern. */
function escaped(text: string): string {
  return text.replace(/[\\%_]/g, (letter) => `\\${letter}`);
}

function columns(db: Queries) {
  return db`
    symbol, base, quote, price_step as "priceStep", quantity_step as "quantityStep", min_quantity as "minQuantity",
    max_quantity as "maxQuantity", min_notional as "minNotional"`;
}
