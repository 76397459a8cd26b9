/**
 * What is asked before an order is judged, asked when somebody expects one: a strategy that is about to decide. Answers soon
 * grow old, and count for one order.
 */
import type { Market } from "../../domain/market.ts";
import type { OrderRequest } from "../../domain/order.ts";
import { isExit } from "../../domain/risk/opening.ts";
import type { orderDeskProtocol } from "../broker_protocol.ts";
import type { Payload } from "../runtime/mod.ts";

/** How old the guard's word may be by which an order goes out, ms. */
const FRESH_MS = 100;

/** A strategy that may order in a moment, and whether that would leave its position. */
export type Expecting = Payload<typeof orderDeskProtocol["ExpectOrder"]>;

/** What was asked; neither answer fails. */
export interface Asked {
  /** By the clock that goes on evenly, ms. */
  readonly askedMs: number;
  /** Or in words why an order cannot be placed there. */
  readonly market: Promise<Market | string>;
  /** Whether an order is free of limits. */
  readonly free: Promise<boolean>;
}

/** What is expected at one desk. */
export class Expected {
  readonly #asked = new Map<string, Asked & { readonly by: Expecting }>();

  /** Keeps what was asked for an order that may come. */
  note(by: Expecting, asked: Asked): void {
    for (const [id, one] of this.#asked) if (!isFresh(one, asked.askedMs)) this.#asked.delete(id);
    this.#asked.set(by.activeStrategyId, { ...asked, by });
  }

  /** What was asked for this order, once; undefined = nobody expected it, or so long ago that it is to be asked anew. */
  take(request: OrderRequest, elapsedMs: number): Asked | undefined {
    const { activeStrategyId, brokerId, symbol } = request;
    const found = activeStrategyId === null ? undefined : this.#asked.get(activeStrategyId);
    if (!found) return undefined;
    this.#asked.delete(found.by.activeStrategyId);
    const { by } = found;
    const isMeant = by.brokerId === brokerId && by.symbol === symbol && by.isExit === isExit(request);
    return isMeant && isFresh(found, elapsedMs) ? found : undefined;
  }

  /** A user has turned a switch: what was asked before says nothing any more. */
  forget(userId: string): void {
    for (const [id, { by }] of this.#asked) if (by.userId === userId) this.#asked.delete(id);
  }
}

/** Whether an order may still go out by what was asked then. */
export function isFresh({ askedMs }: Asked, elapsedMs: number): boolean {
  return elapsedMs - askedMs < FRESH_MS;
}
