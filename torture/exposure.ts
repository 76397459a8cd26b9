/**
 * How long something was held that was meant to be protected, and nothing protected it: seen from the exchange, by what stood
 * there. What the platform watches itself is measured by the platform, and taken from its books.
 */
import { z } from "zod";
import type { Db } from "../db/open.ts";
import { ticketOrderId, ticketOrderName } from "../domain/ticket_ids.ts";
import { MONEY_PLACES } from "../exchanges/demo/trading/money.ts";
import type { Order } from "../exchanges/demo/trading/order.ts";
import { isContingent, isOver } from "../exchanges/demo/trading/order.ts";
import type { Differs } from "./compare_orders.ts";
import type { OrderNote } from "./exchange_log.ts";
import { accountsAt } from "./ledger.ts";
import { aliveMs, reachedExits, type Watched } from "./watching.ts";
import type { World } from "./world.ts";

/** A time in which something was held and nothing stood for it at the exchange, ms of this machine. */
export interface Exposure {
  /** Whose: a strategy's or a ticket's. */
  readonly group: string;
  /** The order that entered. */
  readonly entry: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The middle one, the 99th of a hundred, and the longest, ms. */
export interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

/** What there is of exposures, ms. */
export interface ExposureFigures {
  /** Positions that were to be protected at the exchange. */
  readonly positions: number;
  /** While the platform ran. */
  readonly aliveMs: Spread;
  /** Positions by hand whose exits the venue refused as often as they were sent, which was told. */
  readonly told: number;
  /** The order that entered what was unprotected for longest; null = nothing ever was. */
  readonly longest: string | null;
  /** The longest with the time in which the platform did not run. */
  readonly longestWithDownMs: number;
  /** The longest unprotected time that the platform has measured itself. */
  readonly longestMeasuredMs: number;
  /** Positions whose exits the platform watched instead. */
  readonly watched: number;
  /** How many of those reached an exit, and how soon they were sold then, while the platform ran. */
  readonly reached: number;
  readonly soldMs: Spread;
}

/** Three attempts to place exits, of two minutes at most each, as docs/engine.md says. */
const BOUND_MS = 6 * 60_000;
/** What is worth less than that cannot be sold, in quote currency. */
const DUST_QUOTE = 10;
/** So often the venue is asked to take exits; then the platform watches. */
const NATIVE_ATTEMPTS = 3;

/** Measures all that was held, and says what was unprotected for too long. */
export async function exposureOf(world: World, db: Db, differs: Differs): Promise<ExposureFigures> {
  const { notes, platform: { downs } } = world;
  const endMs = Date.now();
  const watched = await watchedPositions(db);
  const isWatched = new Set([...watched.values()].flat().map(({ entry }) => entry));
  const told = await givenUp(db);
  const isOurs = ({ entry }: Exposure) => !isWatched.has(entry) && !told.has(stemOf(entry) ?? "");
  const all = exposures(notes, groupsOf(world), endMs).filter(isOurs);
  const alive = all.map((one) => aliveMs(one, downs));
  const reached = [...watched].flatMap(([symbol, all]) => reachedExits(all, notes, world.pricesOf(symbol), endMs));
  const sold = reached.map((one) => aliveMs(one, downs));
  const mustBeShort = (what: string, ms: number) => {
    if (ms > BOUND_MS) differs(`${what} for ${(ms / 1_000).toFixed(1)} s`);
  };
  alive.forEach((ms, at) => mustBeShort(`${all[at]!.group}: "${all[at]!.entry}" was unprotected`, ms));
  sold.forEach((ms, at) => mustBeShort(`"${reached[at]!.entry}" had reached an exit and was not sold`, ms));
  const [measured] = await db`
    select round(coalesce(max(extract(epoch from ended_at - began_at)), 0) * 1000)::int as ms from protection_gaps`;
  return {
    positions: new Set(all.map(({ entry }) => entry)).size,
    told: told.size,
    aliveMs: spreadOf(alive),
    longest: all[alive.indexOf(Math.max(...alive))]?.entry ?? null,
    longestWithDownMs: Math.max(0, ...all.map(({ fromMs, toMs }) => toMs - fromMs)),
    longestMeasuredMs: z.int().parse(measured!.ms),
    watched: isWatched.size,
    reached: reached.length,
    soldMs: spreadOf(sold),
  };
}

function spreadOf(all: readonly number[]): Spread {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), longest: sorted.at(-1) ?? 0 };
}

/** Whose orders of an account belong together; null = they protect nothing. */
type GroupOf = (order: Order) => string | null;

/** Times of each group in which something was held, no entry was open any more, and nothing stood to leave it. */
export function exposures(notes: readonly OrderNote[], groupOf: GroupOf, endMs: number): Exposure[] {
  const found: Exposure[] = [];
  const groups = new Map<string, Held>();
  for (const { atMs, order, execution } of notes) {
    const group = groupOf(order);
    if (group === null) continue;
    const held = groups.get(group) ?? new Held();
    groups.set(group, held);
    held.take(order, execution);
    if (held.isExposed && held.sinceMs === null) held.sinceMs = atMs;
    if (held.isExposed || held.sinceMs === null) continue;
    found.push({ group, entry: held.entry, fromMs: held.sinceMs, toMs: atMs });
    held.sinceMs = null;
  }
  for (const [group, { entry, sinceMs }] of groups) {
    if (sinceMs !== null) found.push({ group, entry, fromMs: sinceMs, toMs: endMs });
  }
  return found;
}

/** What a group holds, and what of its orders is open. */
class Held {
  entry = "";
  sinceMs: number | null = null;
  #steps = 0;
  /** What a step is worth, in quote currency. */
  #stepQuote = 0;
  readonly #entries = new Set<number>();
  readonly #exits = new Set<number>();

  take(order: Order, execution: OrderNote["execution"]): void {
    const open = order.side === "BUY" ? this.#entries : this.#exits;
    if (isOver(order)) open.delete(order.orderId);
    else if (order.side === "BUY" || isContingent(order)) open.add(order.orderId);
    if (order.side === "BUY") this.entry = order.clientOrderId;
    if (execution === null) return;
    this.#stepQuote = Number(execution.quote) / 10 ** MONEY_PLACES / execution.steps;
    this.#steps += order.side === "BUY" ? execution.steps : -execution.steps;
  }

  get isExposed(): boolean {
    return this.#steps * this.#stepQuote > DUST_QUOTE && this.#entries.size === 0 && this.#exits.size === 0;
  }
}

/** Strategies where the venue keeps the exits, and tickets with exits that their user has not called off. */
function groupsOf(world: World): GroupOf {
  const { traders, journal } = world;
  const native = new Set(
    traders.map(({ bots }) => accountsAt(world).find(({ brokerId }) => brokerId === bots.brokerId)!.accountId),
  );
  const released = new Set([...journal.released].map(stemOf));
  const withExits = journal.tickets.filter(({ body }) => body.stopLoss !== undefined || body.takeProfit !== undefined);
  const stems = new Set(withExits.map(({ key }) => stemOf(ticketOrderId("entry", key))!));
  return ({ clientOrderId, accountId, symbol }) => {
    if (native.has(accountId)) return `strategy ${clientOrderId.slice(0, 12)} on ${symbol}`;
    const stem = stemOf(clientOrderId);
    return stem !== undefined && stems.has(stem) && !released.has(stem) ? `ticket ${stem}` : null;
  };
}

/** What the names share of all orders of each ticket whose exits were given up, which its user was told. */
async function givenUp(db: Db): Promise<Set<string>> {
  const rows = await db`select client_order_id as id from order_exits where state = 'failed'`;
  return new Set(rows.map(({ id }) => stemOf(id as string)!));
}

/** What the names of all orders of a ticket share; undefined for an order of a strategy. */
function stemOf(clientOrderId: string): string | undefined {
  return ticketOrderName(clientOrderId)?.stem;
}

const entryRow = z.object({ id: z.string(), symbol: z.string(), purpose: z.string() });

/** Positions of strategies whose exits the venue refused as often as it is asked, by market. */
async function watchedPositions(db: Db): Promise<Map<string, Watched[]>> {
  const rows = await db`
    select client_order_id as id, symbol, purpose from trades
    where client_order_id like '%-entry' and exists (
      select from trades exits
      where exits.client_order_id ~ ('^' || replace(trades.client_order_id, '-entry', ${`-(stop|target)${NATIVE_ATTEMPTS}$`}))
        and exits.state in ('denied', 'rejected'))`;
  const positions = z.array(entryRow).parse(rows).map(({ id, symbol, purpose }) => ({
    symbol,
    watched: { entry: id, strategy: id.split("-", 1)[0]!, ...pricesIn(purpose) },
  }));
  const bySymbol = Map.groupBy(positions, ({ symbol }) => symbol);
  return new Map([...bySymbol].map(([symbol, all]) => [symbol, all.map(({ watched }) => watched)]));
}

/** The exits that an entry's purpose names. */
function pricesIn(purpose: string): Pick<Watched, "stopLoss" | "takeProfit"> {
  const after = (words: string) => {
    const text = new RegExp(`${words} (\\d+(?:\\.\\d+)?)`).exec(purpose)?.[1];
    return text === undefined ? null : Number(text);
  };
  return { stopLoss: after("stop loss"), takeProfit: after("take profit") };
}
