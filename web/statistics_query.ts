/** What a page, a file or a program asks of the statistics, checked. */
import { z } from "zod";
import { symbol } from "../domain/market.ts";
import { ORIGINS } from "../domain/statistics/execution.ts";
import type { StatisticsQuery } from "./statistics_services.ts";

/** A choice that a form leaves open comes as an empty text. */
const open = <T extends z.ZodType>(of: T) => z.union([z.literal("").transform(() => undefined), of]).optional();

/** Quote currency, as symbols spell it. */
export const quoteCurrency = z.string().regex(/^[A-Z0-9]{1,20}$/, "expected a currency such as USDT");

/** What the address of the page says. */
export const statisticsForm = z.object({
  broker: open(z.uuid()),
  origin: open(z.enum(ORIGINS)),
  strategy: open(z.uuid()),
  webhook: open(z.uuid()),
  symbol: open(symbol),
  quote: open(quoteCurrency),
  from: open(z.iso.date()),
  to: open(z.iso.date()),
});
/** What the address of the page says. */
export type StatisticsForm = z.output<typeof statisticsForm>;

/** The query of a form. */
export function queryOf(form: StatisticsForm, zone: string): StatisticsQuery {
  return {
    brokerId: form.broker ?? null,
    origin: form.origin ?? null,
    strategyId: form.strategy ?? null,
    webhookId: form.webhook ?? null,
    symbol: form.symbol ?? null,
    quote: form.quote ?? null,
    fromDay: form.from ?? null,
    toDay: form.to ?? null,
    zone,
  };
}

/** The form as a part of an address, with its question mark; empty where nothing is chosen. */
export function searchOf(form: StatisticsForm): string {
  const chosen = Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return chosen.length === 0 ? "" : `?${new URLSearchParams(chosen)}`;
}
