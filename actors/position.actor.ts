/**
 * One open position of a strategy at work: the only one that leaves it, so that an exit that is reached, a signal and its user
 * never sell it twice, and none of them waits behind a decision.
 * Holds: its orders, the watch of the exits that its venue does not hold, how it is protected, and what its log says.
 * **Hears** changes of its orders, its watch, and its guard, which wants it to be left.
 * **Tells** the order desk what to do, its guard how it is protected and that it is over; `notices` to its user.
 * **On restart** it reads orders, fills and its log, and goes on where they end: an exit that was reached is left by.
 *
 * Each minute, and after each report of its broker on an order of its own, it compares what it knows with the books.
 */
import { orderChanged, readLedger, reconcile } from "./position/books.ts";
import { close } from "./position/closing.ts";
import { tellUnprotected } from "./position/measuring.ts";
import { exitReached } from "./position/protecting.ts";
import { newPosition, positionMessages } from "./position/state.ts";
import { watchSees } from "./position/watching.ts";
import { positionArgs, positionProtocol } from "./position_protocol.ts";
import { defineActor } from "./runtime/mod.ts";
import { brokerEvents, candleKey, heartbeat, orders } from "./topics.ts";

export { positionProtocol };

/** It is compared with its books so often, whatever was heard. */
const LOOK_EVERY = "1m";
/** What the broker reports goes through the order desk first. */
const LOOK_AFTER_REPORT = "1s";

export default defineActor({
  protocol: positionMessages,
  args: positionArgs,
  init(ctx, args) {
    const { symbol, timeframe, userId, brokerId } = args.activeStrategy;
    ctx.subscribe(orders.key(userId), "OrderChanged");
    ctx.subscribe(heartbeat.key(candleKey(symbol, timeframe)), "CandleClosed");
    ctx.subscribe(brokerEvents.key(brokerId), "BrokerReported");
    ctx.every(LOOK_EVERY, "Reconcile");
    ctx.self.tell("ReadLedger");
    return newPosition(args);
  },
  on: {
    OrderChanged: (position, changed, ctx) => orderChanged(position, changed, ctx),
    ExitReached: (position, reached, ctx) => exitReached(position, reached, ctx),
    WatchSees: (position, told, ctx) => watchSees(position, told, ctx),
    Close: (position, wanted, ctx) => close(position, wanted, ctx),
    GetProtection: ({ protection }) => protection,
    CandleClosed(position, { candle }) {
      position.price = candle.close;
    },
    BrokerReported(position, { clientOrderId }, ctx) {
      if (position.lookComes || !position.orders.has(clientOrderId)) return;
      position.lookComes = true;
      ctx.after(LOOK_AFTER_REPORT, "Reconcile");
    },
    ReadLedger: (position, _, ctx) => readLedger(position, ctx),
    Reconcile: (position, _, ctx) => reconcile(position, ctx),
    TellUnprotected: (position, _, ctx) => tellUnprotected(position, ctx),
  },
});
