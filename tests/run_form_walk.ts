/** The form of backtests and searches, as walks fill it in. */
import type { Locator, Page } from "playwright-core";
import { saveStrategy } from "../db/strategies.ts";
import { testStrategy } from "../db/test_rows.ts";
import type { House } from "./house.ts";

const DAY_MS = 86_400_000;

/** What makes a user of a house with strategies of these names and sources, which decide each 5 minutes. */
export function withStrategies(sources: Readonly<Record<string, string>>) {
  return async ({ db }: House, userId: string): Promise<void> => {
    for (const [name, source] of Object.entries(sources)) {
      await saveStrategy(db, testStrategy(userId, { name, timeframe: "5m", source }));
    }
  };
}

/** A field of the form. */
export function field(page: Page, label: string): Locator {
  return page.locator(".run-form").getByLabel(label, { exact: true });
}

/** Picks a strategy, over the two days before today. */
export async function pick(page: Page, strategy: string): Promise<void> {
  const day = (ago: number) => new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10);
  await field(page, "Strategy").selectOption({ label: strategy });
  await field(page, "From").fill(day(2));
  await field(page, "To (included)").fill(day(1));
}
