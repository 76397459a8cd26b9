import assert from "node:assert/strict";
import { Account } from "./account.ts";

const PAGE = { orders: [], total: 40, page: 1, pages: 3 };
const VIEW = { open: [], attempts: PAGE, exits: [], fills: [] };

/** A house that answers when a test says so, by the address that was asked. */
function asked() {
  const real = globalThis.fetch;
  const waiting = new Map<string, (body: unknown) => void>();
  globalThis.fetch = (address) =>
    new Promise((resolve) => waiting.set(String(address), (body) => resolve(Response.json(body))));
  const answer = async (address: string, body: unknown) => {
    const tell = waiting.get(`/api/trading/b/${address}`);
    assert.ok(tell, `${address} was not asked, but ${[...waiting.keys()]}`);
    tell(body);
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { answer, [Symbol.dispose]: () => void (globalThis.fetch = real) };
}

Deno.test("a page of the log that was turned to is not turned back by lists that were asked for before", async () => {
  using house = asked();
  const account = new Account("b", VIEW);
  const refreshed = account.refresh();
  const turned = account.showAttempts(2);
  await house.answer("orders?which=attempts&page=2", { ...PAGE, page: 2 });
  await house.answer("account?page=1", { ...VIEW, open: [{ clientOrderId: "o" }] });
  assert.equal(account.attempts.value.page, 2);
  assert.equal(account.open.value.length, 1);
  await house.answer("portfolio", { quote: "USDT", rows: [] });
  await Promise.all([refreshed, turned]);
});

Deno.test("a portfolio in the currency of before does not replace the one that was asked for since", async () => {
  using house = asked();
  const account = new Account("b", VIEW);
  const before = account.fetchPortfolio();
  const chosen = account.valueIn("EUR");
  await house.answer("portfolio?quote=EUR", { quote: "EUR", rows: [] });
  await house.answer("portfolio", { quote: "USDT", rows: [] });
  await Promise.all([before, chosen]);
  assert.equal(account.portfolio.value?.quote, "EUR");
});
