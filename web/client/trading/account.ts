/** What the trading page knows of one broker account; kept up by the events of orders, never by a timer that asks again. */
import { type Signal, signal } from "@preact/signals";
import type { Order } from "../../../domain/order.ts";
import type { OrderExits } from "../../../domain/ticket.ts";
import type { AccountFill, OrderPage, PortfolioView } from "../../trading_services.ts";
import { onEvent, onMissed } from "../store.ts";
import { type Answer, getJson } from "./ask.ts";
import { Refetch } from "./refetch.ts";
import type { AccountView } from "./views.ts";
import { mergeOpen, mergePage } from "./order_lists.ts";

/** Orders change in bursts; what follows from them is fetched once for all. */
const SETTLE_MS = 250;
/** Balances come from the exchange itself, which counts how often it is asked. */
const BALANCE_MS = 1_000;

/** One broker account. */
export class Account {
  readonly open: Signal<readonly Order[]>;
  readonly attempts: Signal<OrderPage>;
  readonly exits: Signal<readonly OrderExits[]>;
  readonly fills: Signal<readonly AccountFill[]>;
  /** Null until it was fetched. */
  readonly portfolio: Signal<PortfolioView | null> = signal(null);
  /** Why the portfolio could not be fetched. */
  readonly trouble: Signal<string | null> = signal(null);
  #quote: string | null = null;
  /** Of the log, as its user turned to it last. */
  #page: number;
  readonly #lists = new Refetch(() => this.#fetchLists(), SETTLE_MS);
  readonly #balances = new Refetch(() => this.fetchPortfolio(), BALANCE_MS);

  constructor(readonly brokerId: string, rendered: AccountView) {
    this.open = signal(rendered.open);
    this.attempts = signal(rendered.attempts);
    this.#page = rendered.attempts.page;
    this.exits = signal(rendered.exits);
    this.fills = signal(rendered.fills);
  }

  /** Follows the account until the returned function is called. */
  follow(): () => void {
    const ends = [
      onEvent("order", ({ order }) => this.take(order)),
      onEvent("notice", () => this.#soon()),
      onMissed(() => this.#soon()),
      () => this.#lists.stop(),
      () => this.#balances.stop(),
    ];
    void this.fetchPortfolio();
    return () => ends.forEach((end) => end());
  }

  /** Values the portfolio in another currency; null = the account's most common one. */
  async valueIn(quote: string | null): Promise<void> {
    this.#quote = quote;
    await this.fetchPortfolio();
  }

  /** Fetches balances and prices anew; what was asked in another currency counts no more. */
  async fetchPortfolio(): Promise<void> {
    const quote = this.#quote;
    const answer = await this.#get<PortfolioView>("portfolio", { quote });
    if (quote !== this.#quote) return;
    if (answer.ok) this.portfolio.value = answer.value;
    this.trouble.value = answer.ok ? null : answer.reason;
  }

  /** Shows another page of the log. */
  async showAttempts(page: number): Promise<void> {
    this.#page = page;
    const answer = await this.#get<OrderPage>("orders", { which: "attempts", page });
    if (answer.ok && page === this.#page) this.attempts.value = answer.value;
  }

  /** Takes over what became of an order. */
  take(order: Order): void {
    if (order.brokerId !== this.brokerId) return;
    this.open.value = mergeOpen(this.open.value, order);
    this.attempts.value = mergePage(this.attempts.value, order);
    this.#soon();
  }

  #soon(): void {
    this.#lists.soon();
    this.#balances.soon();
  }

  /** Fetches all of it anew, now, and not once more for what has just changed. */
  async refresh(): Promise<void> {
    await Promise.all([this.#lists.now(), this.#balances.now()]);
  }

  /** While the house is away this is let be: it is asked anew when the connection is found again. */
  async #fetchLists(): Promise<void> {
    const page = this.#page;
    const view = await this.#get<AccountView>("account", { page });
    if (!view.ok) return;
    this.open.value = view.value.open;
    if (page === this.#page) this.attempts.value = view.value.attempts;
    this.exits.value = view.value.exits;
    this.fills.value = view.value.fills;
  }

  #get<T>(what: string, query: Record<string, string | number | null>): Promise<Answer<T>> {
    return getJson<T>(`/api/trading/${this.brokerId}/${what}`, query);
  }
}
