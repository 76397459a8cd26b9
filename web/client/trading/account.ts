/** What the trading page knows of one broker account; kept up by the events of orders, never by a timer that asks again. */
import { type Signal, signal } from "@preact/signals";
import type { Order } from "../../../domain/order.ts";
import type { OrderExits } from "../../../domain/ticket.ts";
import type { OrderPage, PortfolioView } from "../../trading_services.ts";
import { connection, gaps, onEvent } from "../store.ts";
import { type Answer, getJson } from "./ask.ts";
import type { AccountView, TradedFill } from "./views.ts";
import { mergeOpen, mergePage } from "./order_lists.ts";

/** Orders change in bursts; what follows from them is fetched once for all. */
const SETTLE_MS = 250;

/** One broker account. */
export class Account {
  readonly open: Signal<readonly Order[]>;
  readonly attempts: Signal<OrderPage>;
  readonly exits: Signal<readonly OrderExits[]>;
  readonly fills: Signal<readonly TradedFill[]>;
  /** Null until it was fetched. */
  readonly portfolio: Signal<PortfolioView | null> = signal(null);
  /** Why the portfolio could not be fetched. */
  readonly trouble: Signal<string | null> = signal(null);
  #quote: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly brokerId: string, rendered: AccountView) {
    this.open = signal(rendered.open);
    this.attempts = signal(rendered.attempts);
    this.exits = signal(rendered.exits);
    this.fills = signal(rendered.fills);
  }

  /** Follows the account until the returned function is called. */
  follow(): () => void {
    let seenGaps = gaps.peek();
    const ends = [
      onEvent("order", ({ order }) => this.take(order)),
      onEvent("notice", () => this.#soon()),
      // Between the moment the server rendered and this one, events have passed that nobody heard.
      connection.subscribe((state) => void (state === "open" && this.#soon())),
      gaps.subscribe((value) => {
        if (value !== seenGaps) this.#soon();
        seenGaps = value;
      }),
      () => clearTimeout(this.#timer),
    ];
    void this.fetchPortfolio();
    return () => ends.forEach((end) => end());
  }

  /** Values the portfolio in another currency; null = the account's most common one. */
  async valueIn(quote: string | null): Promise<void> {
    this.#quote = quote;
    await this.fetchPortfolio();
  }

  /** Fetches balances and prices anew. */
  async fetchPortfolio(): Promise<void> {
    const answer = await this.#get<PortfolioView>("portfolio", { quote: this.#quote });
    if (answer.ok) this.portfolio.value = answer.value;
    this.trouble.value = answer.ok ? null : answer.reason;
  }

  /** Shows another page of the log. */
  async showAttempts(page: number): Promise<void> {
    const answer = await this.#get<OrderPage>("orders", { which: "attempts", page });
    if (answer.ok) this.attempts.value = answer.value;
  }

  /** Takes over what became of an order. */
  take(order: Order): void {
    if (order.brokerId !== this.brokerId) return;
    this.open.value = mergeOpen(this.open.value, order);
    this.attempts.value = mergePage(this.attempts.value, order);
    this.#soon();
  }

  /** Not put off by further events: while they keep coming, the balance must follow. */
  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.refresh();
    }, SETTLE_MS);
  }

  /** Fetches all of it anew; while the house is away it is let be, and asked anew when the connection is found again. */
  async refresh(): Promise<void> {
    const { page } = this.attempts.value;
    const [view] = await Promise.all([
      this.#get<AccountView>("account", { page }),
      this.fetchPortfolio(),
    ]);
    if (!view.ok) return;
    this.open.value = view.value.open;
    this.attempts.value = view.value.attempts;
    this.exits.value = view.value.exits;
    this.fills.value = view.value.fills;
  }

  #get<T>(what: string, query: Record<string, string | number | null>): Promise<Answer<T>> {
    return getJson<T>(`/api/trading/${this.brokerId}/${what}`, query);
  }
}
