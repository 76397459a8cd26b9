/** Executions as a file for a spreadsheet: RFC 4180, numbers as they are, times in ISO 8601 UTC. */
import type { Authors } from "../db/executions.ts";
import type { Realisation } from "../domain/statistics/books.ts";

const HEAD = [
  ...["time_utc", "broker", "symbol", "side", "origin", "author", "price", "quantity", "value_quote", "fee_quote"],
  ...["profit_quote", "slippage_quote", "quote", "uncovered", "order_id", "fill_id"],
];

/** A line a row, oldest first; the first line names the columns. */
export function statisticsCsv(rows: readonly Realisation[], { brokers, strategies, webhooks }: Authors): string {
  const names = new Map([...brokers, ...strategies, ...webhooks].map(({ id, name }) => [id, name]));
  const nameOf = (id: string | null) => id === null ? "" : names.get(id) ?? id;
  const lines = rows.map((one) => [
    new Date(one.timeMs).toISOString(),
    word(nameOf(one.brokerId)),
    word(one.symbol),
    one.side,
    one.origin,
    word(nameOf(one.strategyId ?? one.webhookId)),
    ...[one.price, one.quantity, one.valueQuote, one.feeQuote, one.profitQuote ?? "", one.slippageQuote ?? ""],
    word(one.quote),
    one.isUncovered ? "yes" : "no",
    word(one.clientOrderId),
    word(one.fillId),
  ]);
  return [HEAD, ...lines].map((line) => `${line.join(",")}\r\n`).join("");
}

/** A text that no spreadsheet takes for a formula, in quotes where it needs them. */
function word(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
