/**
 * Which id a ticket is sent under. One filled-in form is one id: pressing twice, or sending again after an answer that never
 * came, asks for the same order. What was answered, or changed since, is another ticket.
 */
import type { Ticket } from "../../../domain/ticket.ts";

/** The tickets of one form. */
export class TicketSender {
  #isBusy = false;
  #unanswered: { readonly id: string; readonly ticket: string } | null = null;

  constructor(private readonly newId: () => string = () => crypto.randomUUID()) {}

  /** Whether a ticket is on its way; then no other is sent. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /**
   * Sends a ticket by `send`, or answers null because one is on its way. `send` answers null when nothing was heard: the same
   * ticket has the same id the next time.
   */
  async send<T>(ticket: Ticket, send: (id: string) => Promise<T | null>): Promise<T | null> {
    if (this.#isBusy) return null;
    this.#isBusy = true;
    const text = JSON.stringify(ticket);
    const id = this.#unanswered?.ticket === text ? this.#unanswered.id : this.newId();
    this.#unanswered = { id, ticket: text };
    try {
      const answer = await send(id);
      if (answer !== null) this.#unanswered = null;
      return answer;
    } finally {
      this.#isBusy = false;
    }
  }
}
