/** What of an account came from elsewhere, and a user's wishes about it; asked anew when the exchange has told of a change. */
import { type Signal, signal } from "@preact/signals";
import type { Adoption } from "../../../actors/broker_protocol.ts";
import type { AdoptedTicket, Managed } from "../../../actors/manual_desk_protocol.ts";
import type { AdoptedHolding, Elsewhere, ForeignOrder, HoldingToAdopt } from "../../../domain/foreign.ts";
import { averagePrice } from "../../average_price.ts";
import { currencies, decimal } from "../../format.ts";
import { fill, type Language, type Texts } from "../../i18n/mod.ts";
import { exactPrice, orderSentence } from "../../order_sentence.ts";
import { onEvent, onMissed } from "../store.ts";
import { toast } from "../toasts.ts";
import type { Account } from "./account.ts";
import { type Answer, getJson, postJson } from "./ask.ts";
import { Refetch } from "./refetch.ts";

/** The exchange itself is asked, which counts how often. */
const SETTLE_MS = 2_000;

/** What came from elsewhere, of one account. */
export class ElsewhereModel {
  /** Null until it was told. */
  readonly told: Signal<Elsewhere | null> = signal(null);
  readonly #refetch = new Refetch(() => this.#fetch(), SETTLE_MS);

  constructor(readonly account: Account, readonly language: Language) {}

  /** Follows it until the returned function is called. */
  follow(): () => void {
    const ends = [
      onEvent("foreign", ({ brokerId }) => brokerId === this.account.brokerId && this.#refetch.soon()),
      onMissed(() => this.#refetch.soon()),
      () => this.#refetch.stop(),
    ];
    void this.#refetch.now();
    return () => ends.forEach((end) => end());
  }

  /** Takes an order over. */
  async takeOver(order: ForeignOrder): Promise<void> {
    const { symbol, orderId } = order;
    const answer = await this.#post<Adoption>("adopt-order", { symbol, orderId });
    if (refused(answer)) return;
    const adopted = answer.ok && answer.value.outcome === "adopted" ? answer.value.order : null;
    if (adopted) this.account.take(adopted);
    await this.#done((texts) =>
      fill(texts.trading.elsewhere.taken, { order: orderSentence(order, texts, this.language) })
    );
  }

  /** Adopts a holding; whether it was. The same `ticketId` is the same wish. */
  async adopt(ticketId: string, holding: HoldingToAdopt): Promise<boolean> {
    const answer = await this.#post<AdoptedTicket>("adopt-holding", { ticketId, holding });
    if (refused(answer) || !answer.ok || answer.value.outcome !== "adopted") return false;
    // As it is booked: cut to the market's steps, or as it was adopted before under this very wish.
    const { symbol, filledQuantity, filledQuote } = answer.value.order;
    const { base: currency, quote } = currencies(symbol);
    const quantity = decimal(filledQuantity, this.language);
    const price = exactPrice(averagePrice(filledQuote, filledQuantity) ?? holding.entryPrice, this.language);
    await this.#done((texts) => fill(texts.trading.elsewhere.form.done, { quantity, currency, price, quote }));
    return true;
  }

  /** Releases a holding that was adopted. */
  async release({ clientOrderId, left, symbol }: AdoptedHolding): Promise<void> {
    if (refused(await this.#post<Managed>("release", { clientOrderId }))) return;
    const { base: currency } = currencies(symbol);
    const quantity = decimal(left, this.language);
    await this.#done((texts) => fill(texts.trading.elsewhere.releasing.done, { quantity, currency }));
  }

  async #done(words: (texts: Texts) => string): Promise<void> {
    toast("info", words);
    await Promise.all([this.#refetch.now(), this.account.refresh()]);
  }

  /** While the house is away this is let be: it is asked anew when the connection is found again. */
  async #fetch(): Promise<void> {
    const answer = await getJson<Elsewhere>(`/api/trading/${this.account.brokerId}/elsewhere`);
    if (answer.ok) this.told.value = answer.value;
  }

  #post<T>(what: string, body: unknown): Promise<Answer<T>> {
    return postJson<T>(`/api/trading/${this.account.brokerId}/${what}`, body);
  }
}

/** Whether it was not done; why is told then. */
function refused(answer: Answer<Adoption | AdoptedTicket | Managed>): boolean {
  if (!answer.ok) return tell(answer.reason);
  return answer.value.outcome === "refused" ? tell(answer.value.reason) : false;
}

function tell(reason: string): true {
  toast("error", (texts) => fill(texts.trading.elsewhere.refused, { reason }));
  return true;
}
