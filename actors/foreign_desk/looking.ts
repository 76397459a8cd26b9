/** Looking at an account: what its exchange tells, without all that is in our books. */
import { type Broker, findBroker } from "../../db/brokers.ts";
import { adoptedHoldings, bookedAt, openBuysAt, symbolsTradedAt } from "../../db/foreign.ts";
import { type AdoptedHolding, countedByCurrency, type Elsewhere, stillHeld, uncounted } from "../../domain/foreign.ts";
import { brokerAt } from "../broker_paths.ts";
import type { AccountPicture } from "../broker_protocol.ts";
import { type AccountOf, placedElsewhere } from "../order_desk/adopting.ts";
import { AskError } from "../runtime/mod.ts";
import { holdingsOf } from "./holdings.ts";
import type { ForeignContext, ForeignDesk } from "./state.ts";

/** An exchange may take its time; who asks waits a little longer. */
const PATIENT = { timeout: "15s" } as const;
/** Where an exchange tells the orders of one market only, those of the markets that were traded last are asked for. */
const MOST_SYMBOLS = 20;

/** What came from elsewhere; null = the user has no such account. */
export async function lookElsewhere(desk: ForeignDesk, of: AccountOf, ctx: ForeignContext): Promise<Elsewhere | null> {
  const { db } = desk.args;
  const broker = await findBroker(db, of.userId, of.brokerId);
  if (!broker) return null;
  if (broker.exchange === "paper") return { orders: [], holdings: [], adopted: [], failure: null };
  const picture = await pictureOf(desk, broker, ctx);
  const booked = await bookedAt(db, of.userId, of.brokerId);
  const adopted = await adoptedStill(desk, of, booked);
  if (typeof picture === "string") return { orders: [], holdings: [], adopted, failure: picture };
  const counted = countedByCurrency([...booked, ...await openBuysAt(db, of.userId, of.brokerId)]);
  const free = uncounted(picture.balances, counted);
  return {
    orders: await placedElsewhere(db, of, picture.orders),
    holdings: await holdingsOf(desk, broker, free, ctx),
    adopted,
    failure: null,
  };
}

/** The account as its exchange tells it, or why it does not. It is asked before our books are read: these may only be ahead. */
async function pictureOf(
  { args }: ForeignDesk,
  { id, userId, name }: Broker,
  ctx: ForeignContext,
): Promise<AccountPicture | string> {
  const symbols = await symbolsTradedAt(args.db, userId, id, MOST_SYMBOLS);
  try {
    const picture = await brokerAt(args, id, ctx).ask("GetForeign", { symbols }, PATIENT);
    return picture ?? `${name} does not tell now what stands in the account`;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    return `${name} does not answer (${error.detail})`;
  }
}

async function adoptedStill(
  { args: { db } }: ForeignDesk,
  { userId, brokerId }: AccountOf,
  booked: Awaited<ReturnType<typeof bookedAt>>,
): Promise<AdoptedHolding[]> {
  const bySymbol = Map.groupBy(await adoptedHoldings(db, userId, brokerId), ({ symbol }) => symbol);
  return [...bySymbol].flatMap(([symbol, adopted]) => {
    const byHand = booked.find((one) => one.isByHand && one.symbol === symbol);
    return stillHeld(adopted, byHand?.quantity ?? "0");
  });
}
