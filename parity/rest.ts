/** Waiting until nothing moves any more: prints heard, fills booked, what followed from them placed. */
import { brokerProtocol, orderDeskProtocol } from "../actors/broker_protocol.ts";
import { positionProtocol } from "../actors/position_protocol.ts";
import { AskError, type TreeNode } from "../actors/runtime/mod.ts";
import { PATHS } from "../actors/tree.ts";
import { trades } from "../actors/topics.ts";
import { ordersOfActiveStrategy } from "../db/orders.ts";
import type { Order } from "../domain/order.ts";
import { isFinal } from "../domain/order_life.ts";
import { lastTradeMs } from "./stepped_exchange.ts";
import type { Stage } from "./stage.ts";

const LOOK_MS = 2;
/** Far more than anything takes on a busy machine. */
const PATIENCE_MS = 60_000;
const ANSWER = { timeout: PATIENCE_MS } as const;
/** The exchange's word for a state, in ours; what it does not list is over. */
const OPEN_THERE: Readonly<Record<string, Order["state"]>> = { NEW: "accepted", PARTIALLY_FILLED: "partially_filled" };

/** Watches a stage. */
export class StageRest {
  #heardMs = -Infinity;
  readonly #stop: () => void;

  constructor(private readonly stage: Stage) {
    this.#stop = stage.system.subscribe(trades, ({ trade }) => {
      this.#heardMs = Math.max(this.#heardMs, trade.timeMs);
    });
  }

  [Symbol.dispose](): void {
    this.#stop();
  }

  /**
   * Waits until every print up to now was heard, and no order moves any more.
   * @throws {Error} when that does not happen in time.
   */
  async reached(): Promise<void> {
    await this.#heard();
    for (let before = "";;) {
      await this.#passMailboxes();
      const now = await this.#standing();
      if (now !== null && now === before) return;
      before = now ?? "";
    }
  }

  /** Whether an order waits for the next trade: to market, or triggered. */
  async waitsForTrade(): Promise<boolean> {
    return (await this.#orders()).some(({ type, state }) => type === "market" && !isFinal(state));
  }

  /** How many orders there were so far. */
  async orderCount(): Promise<number> {
    return (await this.#orders()).length;
  }

  /** Waits until `isSo`; answers false where it is not so in `limitMs`. */
  async until(isSo: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
    const endMs = performance.now() + limitMs;
    while (!await isSo()) {
      if (performance.now() > endMs) return false;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return true;
  }

  async #heard(): Promise<void> {
    const { exchange } = this.stage;
    const [market] = exchange.running.exchange.markets;
    const lastMs = lastTradeMs(market!, exchange.nowMs());
    const since = this.#heardMs === -Infinity ? null : lastMs; // what was before the start is nobody's print
    if (since === null || await this.until(() => this.#heardMs >= since, PATIENCE_MS)) return;
    throw new Error(`The print of ${since} was not heard: the newest heard is of ${this.#heardMs}`);
  }

  /** Whoever answers has done all that came before. */
  async #passMailboxes(): Promise<void> {
    const { system, performers: { paper, demo } } = this.stage;
    await system.whereis(PATHS.paper, brokerProtocol).ask("GetAbilities", undefined, ANSWER);
    const desk = system.whereis(PATHS.orderDesk, orderDeskProtocol);
    await desk.ask("Settle", undefined, ANSWER);
    await Promise.all([paper, demo].map(({ guard }) => guard.ask("GetStatus", undefined, ANSWER)));
    await Promise.all((await this.#positions()).map((path) => this.#passPosition(path)));
  }

  /** The actors of open positions. */
  async #positions(): Promise<string[]> {
    const { system, performers } = this.stage;
    const rooms = Object.values(performers).map(({ guard }) => `${guard.path}/position-`);
    const below = (node: TreeNode): string[] => [node.path, ...node.children.flatMap(below)];
    const isPosition = (path: string) =>
      rooms.some((room) => path.startsWith(room) && !path.slice(room.length).includes("/"));
    return below(await system.tree()).filter(isPosition);
  }

  async #passPosition(path: string): Promise<void> {
    try {
      await this.stage.system.whereis(path, positionProtocol).ask("GetProtection", undefined, ANSWER);
    } catch (error) {
      if (!(error instanceof AskError && error.code === "noproc")) throw error; // else it is over
    }
  }

  /** How all orders stand, as one text; null while the books of the demo account are not yet the exchange's. */
  async #standing(): Promise<string | null> {
    const orders = await this.#orders();
    const { exchange: { running }, key, performers: { demo } } = this.stage;
    const there = new Map(
      running.exchange.desk.engine.accounts.ordersOf(key.accountId).map((order) => [order.clientOrderId, order.status]),
    );
    const ours = new Set(orders.map(({ clientOrderId }) => clientOrderId));
    if ([...there.keys()].some((id) => !ours.has(id))) return null;
    const isBooked = ({ brokerId, clientOrderId, state }: Order) => {
      if (brokerId !== demo.active.brokerId) return state !== "intended" && state !== "submitted";
      const status = there.get(clientOrderId);
      return status === undefined ? isFinal(state) : OPEN_THERE[status] ? OPEN_THERE[status] === state : isFinal(state);
    };
    if (!orders.every(isBooked)) return null;
    return JSON.stringify(
      orders.map(({ clientOrderId, state, filledQuantity }) => [clientOrderId, state, filledQuantity]),
    );
  }

  async #orders(): Promise<Order[]> {
    const { db, performers } = this.stage;
    const both = await Promise.all(
      Object.values(performers).map(({ active }) => ordersOfActiveStrategy(db, active.id)),
    );
    return both.flat();
  }
}
