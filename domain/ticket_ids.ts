/**
 * Names of orders by hand: `m-` (the entry), `s-` (its stop-loss) or `t-` (its take-profit) with the ticket's 32 hex digits;
 * moved ones end in `-1`, `-2`, … A name has 36 characters at most: from the tenth move on it has fewer of the ticket's
 * digits, never fewer than 30, which are enough to belong to one ticket alone.
 */
const LETTERS = { entry: "m", stop: "s", target: "t" } as const;
const NAME = /^([mst])-([0-9a-f]{30,32})(?:-([1-9]\d{0,2}))?$/;
/** So many digits are the same for all orders of a ticket. */
export const STEM_LENGTH = 30;
const LONGEST = 36;

/** What an order is to its ticket. */
export type TicketRole = keyof typeof LETTERS;

/** An order's name taken apart. */
export interface TicketOrderName {
  readonly role: TicketRole;
  /** The same for all orders of a ticket. */
  readonly stem: string;
  /** How often it was moved. */
  readonly moves: number;
}

/** The most often that an order can be moved. */
export const MOST_MOVES = 999;

/** The name of an order of a ticket. `ticketId` is a UUID, or the name of another of its orders. */
export function ticketOrderId(role: TicketRole, ticketId: string, moves = 0): string {
  const digits = NAME.exec(ticketId)?.[2] ?? ticketId.replaceAll("-", "").toLowerCase();
  const suffix = moves === 0 ? "" : `-${moves}`;
  return `${LETTERS[role]}-${digits.slice(0, LONGEST - 2 - suffix.length)}${suffix}`;
}

/** How the release is named of what a ticket has adopted; `entryId` = the name of its entry. */
export function releaseId(entryId: string): string {
  return `r-${ticketOrderName(entryId)?.stem ?? entryId}`;
}

/** Takes a name apart; null for an order that is not by hand. */
export function ticketOrderName(clientOrderId: string): TicketOrderName | null {
  const [, letter, digits, moves] = NAME.exec(clientOrderId) ?? [];
  if (letter === undefined || digits === undefined) return null;
  const role = letter === LETTERS.entry ? "entry" : letter === LETTERS.stop ? "stop" : "target";
  return { role, stem: digits.slice(0, STEM_LENGTH), moves: Number(moves ?? 0) };
}
