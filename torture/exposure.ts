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
import type { Down } from "./journal.ts";
import { accountsAt } from "./ledger.ts";
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

/** What there is of exposures, ms. */
export interface ExposureFigures {
  /** Positions that were to be protected at the exchange. */
  readonly positions: number;
  /** While the platform ran: the middle one, the 99th of a hundred, the longest. */
  readonly aliveMs: { readonly p50: number; readonly p99: number; readonly longest: number };
  /** The order that entered what was unprotected for longest; null = nothing ever was. */
  readonly longest: string | null;
  /** The longest with the time in which the platform did not run. */
  readonly longestWithDownMs: number;
  /** Positions whose exits the platform watched instead, and the longest of its own measures of an unprotected time. */
  readonly watched: number;
  readonly longestMeasuredMs: number;
}

/** Three attempts to place exits, of two minutes at most each, as docs/engine.md says. */
const BOUND_MS = 6 * 60_000;
/** What is worth less than that cannot be sold, in quote currency. */
const DUST_QUOTE = 10;
/** So often the venue is asked to take exits; then the platform watches. */
const NATIVE_ATTEMPTS = 3;

/** Measures all that was held, and says what was unprotected for too long. */
export async function exposureOf(world: World, db: Db, differs: Differs): Promise<ExposureFigures> {
  const watched = new Set(await watchedEntries(db));
  const meant = groupsOf(world);
  const all = exposures(world.notes, meant, Date.now()).filter(({ entry }) => !watched.has(entry));
  const alive = all.map((one) => one.toMs - one.fromMs - overlap(one, world.platform.downs));
  for (const [at, ms] of alive.entries()) {
    const { group, entry } = all[at]!;
    if (ms > BOUND_MS) differs(`${group}: "${entry}" was unprotected for ${(ms / 1_000).toFixed(1)} s`);
  }
  const sorted = alive.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const [measured] = await db`
    select round(coalesce(max(extract(epoch from ended_at - began_at)), 0) * 1000)::int as ms from protection_gaps`;
  return {
    positions: new Set(all.map(({ entry }) => entry)).size,
    aliveMs: { p50: at(0.5), p99: at(0.99), longest: sorted.at(-1) ?? 0 },
    longest: all[alive.indexOf(Math.max(...alive))]?.entry ?? null,
    longestWithDownMs: Math.max(0, ...all.map(({ fromMs, toMs }) => toMs - fromMs)),
    watched: watched.size,
    longestMeasuredMs: z.int().parse(measured!.ms),
  };
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
  const stemOf = (name: string) => ticketOrderName(name)?.stem;
  const released = new Set([...journal.released].map(stemOf));
  const withExits = journal.tickets.filter(({ body }) => body.stopLoss !== undefined || body.takeProfit !== undefined);
  const stems = new Set(withExits.map(({ key }) => stemOf(ticketOrderId("entry", key))!));
  return ({ clientOrderId, accountId, symbol }) => {
    if (native.has(accountId)) return `strategy ${clientOrderId.slice(0, 12)} on ${symbol}`;
    const stem = stemOf(clientOrderId);
    return stem !== undefined && stems.has(stem) && !released.has(stem) ? `ticket ${stem}` : null;
  };
}

/** Entries of strategies whose exits the venue refused as often as it is asked. */
async function watchedEntries(db: Db): Promise<string[]> {
  const rows = await db`
    select distinct client_order_id as id from trades
    where client_order_id ~ ${`-(stop|target)${NATIVE_ATTEMPTS}$`} and state in ('denied', 'rejected')`;
  return rows.map(({ id }) => (id as string).replace(/-(stop|target)\d+$/, "-entry"));
}

/** How much of a time lies in those in which the platform did not run, ms. */
function overlap({ fromMs, toMs }: Exposure, downs: readonly Down[]): number {
  return downs.reduce((sum, down) => sum + Math.max(0, Math.min(toMs, down.toMs) - Math.max(fromMs, down.fromMs)), 0);
}
