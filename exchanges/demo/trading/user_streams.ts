/** The private streams of one connection: each of its subscriptions hears what happens to one account. */
import type { Venue } from "../rest/endpoint.ts";
import type { ClientEvent } from "./accounts.ts";
import type { TradingDesk } from "./desk.ts";
import { rulesOf } from "./endpoints/signed_endpoint.ts";
import { userEvent } from "./user_events.ts";

/** What the streams of a connection are made from. */
export interface UserStreamsOptions {
  readonly desk: TradingDesk;
  readonly venue: Venue;
  /** `leavesOpen` = it tells a fill of an order that stays open. */
  readonly send: (text: string, leavesOpen: boolean) => void;
}

/** Subscriptions of one connection, numbered from 0. */
export class UserStreams {
  readonly #accounts = new Map<number, number>();
  #next = 0;
  #stop: (() => void) | undefined;

  constructor(private readonly options: UserStreamsOptions) {}

  /** The numbers of those that are open. */
  get open(): number[] {
    return [...this.#accounts.keys()];
  }

  /** Begins to tell what happens to an account, and answers the subscription's number. */
  subscribe(accountId: number): number {
    this.#stop ??= this.options.desk.listen((event) => this.#hear(event));
    const subscriptionId = this.#next++;
    this.#accounts.set(subscriptionId, accountId);
    return subscriptionId;
  }

  /** Ends one, or all where none is named. */
  unsubscribe(subscriptionId?: number): void {
    if (subscriptionId === undefined) this.#accounts.clear();
    else this.#accounts.delete(subscriptionId);
    if (this.#accounts.size > 0) return;
    this.#stop?.();
    this.#stop = undefined;
  }

  #hear(event: ClientEvent): void {
    for (const [subscriptionId, accountId] of this.#accounts) {
      if (accountId !== event.accountId) continue;
      const text = JSON.stringify({ subscriptionId, event: this.#payload(event) });
      this.options.send(text, leavesOpen(event));
    }
  }

  #payload(event: ClientEvent): Record<string, unknown> {
    const { desk, venue } = this.options;
    return userEvent(event, (symbol) => rulesOf(venue, symbol), (id) => desk.engine.accounts.order(id)!, venue.now());
  }
}

function leavesOpen(event: ClientEvent): boolean {
  return event.kind === "OrderChanged" && event.type === "TRADE" && event.order.status === "PARTIALLY_FILLED";
}
