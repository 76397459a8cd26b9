/** Whether our books of a stage are the exchange's, and every exit is where the market's prints say that it must be. */
import assert from "node:assert/strict";
import { fillsOfActiveStrategy } from "../../db/orders.ts";
import { Decimal } from "../../domain/decimal.ts";
import type { Order } from "../../domain/order.ts";
import { ordersOf, statusOf } from "./playing.ts";
import { exitsOf, reachingPrint } from "./prints.ts";
import { CASH, type ExitsStage, type Kind, type Performer, TWINS } from "./stage.ts";
import { fillsThere, totalThere, type Trip, tripsOf } from "./trips.ts";

/** How often a kind was left in which way, and what that brought in quote currency. */
export interface Figures {
  readonly stops: number;
  readonly targets: number;
  /** By a signal, or by hand at the end. */
  readonly others: number;
  readonly profitQuote: string;
}

/** Compares everything; what each kind of exit came to. @throws {AssertionError} with the first difference. */
export async function compareWithExchange(stage: ExitsStage): Promise<Map<Kind, Figures>> {
  const figures = new Map<Kind, Figures>();
  const trips = new Map<Kind, Trip[]>();
  for (const performer of stage.performers) {
    const { kind } = performer;
    const own = await ordersOf(stage, performer);
    trips.set(kind, await sameFills(stage, performer));
    figures.set(kind, await sameProfits(stage, performer, own, trips.get(kind)!));
    for (const trip of trips.get(kind)!) exitIsDue(stage, performer, own, trip);
  }
  for (const [venue, platform] of TWINS) areTwins(platform, trips.get(platform)!, trips.get(venue)!);
  return figures;
}

/**
 * What is watched is sold in the same millisecond as what the exchange held, and for as much to the cent: both take from one
 * book, in which the first may leave nothing at the best price for the second.
 */
function areTwins(kind: Kind, watched: readonly Trip[], held: readonly Trip[]): void {
  const others = new Map(held.map((trip) => [trip.enteredMs, trip]));
  const twins = watched.flatMap((one) => {
    const other = others.get(one.enteredMs);
    return other ? [{ one, other }] : [];
  });
  // a strategy whose process a busy machine has kept from answering misses an entry
  assert.ok(twins.length >= watched.length * 0.8, `${kind}: ${twins.length} of ${watched.length} have a twin`);
  for (const { one, other } of twins) {
    assert.equal(one.leftMs, other.leftMs, `${kind} that was entered at ${one.enteredMs}`);
    const apart = new Decimal(one.soldQuote).minus(other.soldQuote).abs();
    assert.ok(apart.lte("0.01"), `${kind} was left for ${apart} more or less at ${one.leftMs}`);
  }
}

/** Every execution of the exchange is in our books with price, quantity, fee and time, and no other is. */
async function sameFills(stage: ExitsStage, performer: Performer): Promise<Trip[]> {
  const theirs = fillsThere(stage, performer);
  const ours = (await fillsOfActiveStrategy(stage.db, performer.active.id)).map(({ side, fill }) => ({
    ...fill,
    side,
    price: plain(fill.price),
    quantity: plain(fill.quantity),
    fee: plain(fill.fee),
  }));
  const byId = (one: { fillId: string }, other: { fillId: string }) => Number(one.fillId) - Number(other.fillId);
  assert.deepEqual(ours.sort(byId), theirs.toSorted(byId), performer.kind);
  return tripsOf(theirs);
}

/** The profit of each exit, and of all together, is what the exchange's executions and balances say. */
async function sameProfits(
  stage: ExitsStage,
  performer: Performer,
  own: readonly Order[],
  trips: readonly Trip[],
): Promise<Figures> {
  const exits = trips.map(({ exit, profitQuote }) => {
    const order = own.find(({ clientOrderId }) => clientOrderId === exit)!;
    assert.equal(plain(order.profitQuote ?? "0"), profitQuote, `${performer.kind} ${exit}`);
    return order.purpose;
  });
  const profitQuote = new Decimal(totalThere(stage, performer, "USDT")).minus(CASH).toFixed();
  const { position } = await statusOf(performer);
  assert.deepEqual([position.quantity, plain(position.realisedQuote)], ["0", profitQuote], performer.kind);
  assert.equal(totalThere(stage, performer, "BTC"), "0", performer.kind);
  const [stops, targets] = ["stop loss", "take profit"].map((purpose) => exits.filter((of) => of === purpose).length);
  return { stops: stops!, targets: targets!, others: exits.length - stops! - targets!, profitQuote };
}

/** An exit is filled at the first print that reaches it, and only then is it called so. */
function exitIsDue({ market }: ExitsStage, { kind }: Performer, own: readonly Order[], trip: Trip): void {
  const of = (id: string) => own.find(({ clientOrderId }) => clientOrderId === id)!;
  const [entry, exit] = [of(trip.entry), of(trip.exit)];
  const planned = exitsOf(entry.purpose, market.history.rules);
  const print = reachingPrint(market, planned, trip.enteredMs, trip.leftMs);
  const due = print && (print.price <= planned.stop ? "stop loss" : "take profit");
  const shown = `${kind} ${exit.clientOrderId}: ${exit.purpose} at ${trip.leftMs}`;
  if (due === undefined) return assert.ok(exit.purpose === "exit" || exit.purpose === "sell", shown);
  assert.deepEqual([exit.purpose, trip.leftMs], [due, print!.timeMs], shown);
  const isWatched = kind.startsWith("emulated");
  assert.equal(exit.type, isWatched ? "market" : due.replace(" ", "_"), shown);
  if (kind !== "OCO") return;
  const other = own.find(({ groupId, clientOrderId }) => groupId === exit.groupId && clientOrderId !== trip.exit);
  assert.deepEqual([other?.state, other?.filledQuantity], ["expired", "0"], shown);
}

function plain(text: string): string {
  return new Decimal(text).toFixed();
}
