/** For walks: trading by hand in a real browser, against desks that a test holds. */
import type { BrowserContext, Page } from "playwright-core";
import * as topics from "../actors/topics.ts";
import { saveIntent, updateOrder } from "../db/orders.ts";
import type { Order } from "../domain/order.ts";
import type { OrderExits } from "../domain/ticket.ts";
import { loadAssets } from "../web/assets.ts";
import { orderOf } from "../web/client/trading/order_fixture.ts";
import { type TestHouse, testHouse, USER_ID } from "../web/test_house.ts";
import { candlesAt, demoBroker, listMarkets, NOW_MS, viewAt } from "../web/trading_fixture.ts";
import { open, until } from "./page_walk.ts";

/** The question on the screen. */
export const dialogOf = (page: Page) => page.getByRole("dialog");
/** A question is gone from the screen and from the page's mind. */
export const CLOSED =
  "() => !document.querySelector('dialog[open], #move-title, #cancel-title, #ticket-confirm-title')";
/** What became of the last ticket. */
export const resultOf = (page: Page) => page.getByRole("status", { name: "Result" });
/** A field by its label. */
export const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
/** The panel of open orders. */
export const openPanel = (page: Page) => page.locator(".trade-open");

/** A house whose user looks at a market of his account. */
export async function trader() {
  const house = await testHouse({ assets: await loadAssets({ dev: false }) });
  const broker = await demoBroker(house.db, USER_ID);
  await listMarkets(house.db);
  house.trading.view = viewAt(20_000);
  house.trading.candles = candlesAt(20_000);
  const keep = async (different: Partial<Order>) => {
    const order = orderOf({ userId: USER_ID, brokerId: broker.id, createdMs: NOW_MS, ...different });
    await saveIntent(house.db, order);
    return order;
  };
  const exitsOf = (different: Pick<OrderExits, "clientOrderId"> & Partial<OrderExits>): OrderExits => ({
    ...{ userId: USER_ID, brokerId: broker.id, symbol: "BTC/USDT", stopLoss: null, takeProfit: null },
    ...{ state: "working", reason: null, createdMs: NOW_MS, updatedMs: NOW_MS },
    ...different,
  });
  return { house, broker, keep, exitsOf, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() };
}

/** Tells browsers what became of an order. */
export async function tellOrder(house: TestHouse, order: Order): Promise<void> {
  await updateOrder(house.db, order);
  house.system.publish(topics.orders.key(order.userId), { order, event: null });
}

/** Opens the page; returns when events arrive. */
export async function openDesk(context: BrowserContext, house: TestHouse, query = ""): Promise<Page> {
  const page = await open(context, `${house.url}/trading${query}`);
  await until(() => house.desk.size > 0, "the stream is open");
  return page;
}

/** What the manual desk was asked of a kind. */
export const sent = (house: TestHouse, kind: string) => house.trading.asked.filter((one) => one.kind === kind);
