/** A guard with its desk, paper broker and recorder for tests; its source runs in this process. */
import { lastOrders } from "../db/orders.ts";
import type { ActiveStrategy } from "../domain/active_strategy.ts";
import type { Candle } from "../domain/candle.ts";
import { guardProtocol } from "./active_strategy/guard.ts";
import type { TestKitOptions } from "./runtime/testkit.ts";
import { candleKey, heartbeat, strategyStatuses } from "./topics.ts";
import {
  DESK_PATH,
  eventually,
  heardBy,
  printAt,
  RECORDER_PATH,
  START_MS,
  type TradingFixture,
  tradingFixture,
} from "./trading_fixture.ts";

const MINUTE_MS = 60_000;

/** In above 100, out below 90, stop at 80, target at 200; fails where a test lets the price say so. */
export const SOURCE = `import { Strategy } from "aristobot/strategy";
export default class Levels extends Strategy {
  override shouldLong() {
    if (this.price === 666) throw new Error("the beast");
    return this.price > 100;
  }
  override shouldShort() { return this.price < 90; }
  override calculatePositionSize() { return 1; }
  override calculateStopLoss() { return 80; }
  override calculateTakeProfit() { return 200; }
}
`;

/** A guard whose source is `SOURCE` unless said otherwise, on BTC/USDT 1m with 10,000 USDT. */
export async function guardFixture(
  changes: Partial<ActiveStrategy> = {},
  source = SOURCE,
  paper: Record<string, unknown> = {},
  kitOptions: TestKitOptions = {},
) {
  const fixture = await tradingFixture({ paper, ...kitOptions });
  const { db, rows } = fixture;
  const activeStrategy = { ...rows.active, ...changes };
  const { amountQuote, startMs, endMs } = activeStrategy;
  await db`update active_strategies set amount_quote = ${amountQuote}, start_at = ${startMs}, end_at = ${endMs}`;
  const { guard, heard } = await startGuard(fixture, { activeStrategy, source });
  const self = { ...fixture, fixture, guard, heard, idOf: (openMs: number) => `${shortId(activeStrategy)}-${openMs}` };
  if (source === SOURCE) await statusIs(self, "warming_up");
  return self;
}

/** Sets a strategy to work: the fixture's, with `SOURCE`, unless said otherwise. */
export async function startGuard(
  fixture: TradingFixture,
  { activeStrategy = fixture.rows.active, source = SOURCE } = {},
) {
  const { kit, db, rows } = fixture;
  const heard = { ...heardBy(fixture), statuses: kit.probe(strategyStatuses.key(rows.user.id)) };
  const guard = await kit.system.start("/root/strategies", {
    id: "levels",
    module: import.meta.resolve("./active_strategy.actor.ts"),
    protocol: guardProtocol,
    args: { db, activeStrategy, name: "Levels", source, recorderPath: RECORDER_PATH, orderDeskPath: DESK_PATH },
  });
  return { guard, heard };
}

/** A guard and what surrounds it. */
export type GuardFixture = TradingFixture & Pick<Awaited<ReturnType<typeof guardFixture>>, "guard" | "heard">;

const shortId = ({ id }: ActiveStrategy) => id.replaceAll("-", "").slice(0, 12);

/** Waits until it is in a state; answers its status. */
export function statusIs(fixture: GuardFixture, state: string) {
  return eventually(fixture, async () => {
    const status = await fixture.guard.ask("GetStatus", undefined);
    return status.state === state ? status : null;
  });
}

/** The minute `index` after the start, in which the price did not move. */
export function candle(index: number, close: string): Candle {
  const openMs = START_MS + index * MINUTE_MS;
  const closeMs = openMs + MINUTE_MS - 1;
  return {
    symbol: "BTC/USDT",
    timeframe: "1m",
    openMs,
    closeMs,
    open: close,
    high: close,
    low: close,
    close,
    volume: "1",
  };
}

/** Tells that a candle has closed. */
export function publish({ kit }: Pick<TradingFixture, "kit">, closed: Candle) {
  kit.system.publish(heartbeat.key(candleKey(closed.symbol, closed.timeframe)), { candle: closed });
}

/** Closes a candle in its own minute and lets the strategy decide on it. */
export async function close(fixture: GuardFixture, index: number, price: string): Promise<Candle> {
  const closed = candle(index, price);
  const ahead = closed.closeMs + 1 - fixture.kit.clock.now();
  if (ahead > 0) await fixture.kit.advance(ahead);
  publish(fixture, closed);
  await eventually(
    fixture,
    async () => (await fixture.guard.ask("GetStatus", undefined)).lastCandleMs === closed.openMs,
  );
  await fixture.kit.settle();
  return closed;
}

/** Its orders, oldest first. */
export async function ordersOf({ db, rows }: TradingFixture) {
  return (await lastOrders(db, rows.user.id, 100)).reverse();
}

/** Orders as `entry buy filled`, oldest first, once there are as many as expected in these states. */
export function ordersBecome(fixture: TradingFixture, expected: string[]) {
  return eventually(fixture, async () => {
    const found = (await ordersOf(fixture)).map(({ purpose, side, state }) => `${purpose} ${side} ${state}`);
    return JSON.stringify(found.toSorted()) === JSON.stringify(expected.toSorted());
  });
}

/** The entry of `SOURCE`. */
export const ENTRY = "entry, stop loss 80, take profit 200 buy";

/** Lets it enter at 110 and be protected. */
export async function hold(fixture: GuardFixture) {
  await close(fixture, 0, "110");
  await ordersBecome(fixture, [`${ENTRY} accepted`]);
  await printAt(fixture, "110");
  await ordersBecome(fixture, [`${ENTRY} filled`, "stop loss sell accepted", "take profit sell accepted"]);
}
