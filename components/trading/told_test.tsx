/** What the desk says about accounts and orders, in the user's language. */
import assert from "node:assert/strict";
import { render } from "preact-render-to-string";
import { orderOf } from "../../web/client/trading/order_fixture.ts";
import { textsOf } from "../../web/i18n/mod.ts";
import { AccountPicker } from "./market_head.tsx";
import { linesOf, newest } from "./ticket_result.tsx";

Deno.test("an order that was canceled is told by what it was, one that expired with the exchange's reason", () => {
  const order = orderOf({ state: "canceled", price: "19000", reason: "canceled at the exchange" });
  const told = (state: "canceled" | "expired", reason: string) =>
    linesOf(
      { kind: "placed", placed: { order: { ...order, state, reason }, exits: null, changes: [] } },
      textsOf("fr"),
      "fr",
    ).map(({ text }) => text.replaceAll(/\s/g, " "));
  assert.deepEqual(told("canceled", "canceled at the exchange"), ["Ordre annulé : Achat 0,1 BTC à 19 000,00 USDT."]);
  assert.deepEqual(told("expired", "no match"), ["Ordre expiré : Achat 0,1 BTC à 19 000,00 USDT, no match."]);
});

Deno.test("an account at an exchange inside is listed by that exchange's name in the user's language", () => {
  const account = { id: "1", name: "Play", exchange: "demo", exchangeName: "Demo exchange", isDefault: true };
  const chosen = { ...account, environment: "demo" as const };
  const html = render(<AccountPicker accounts={[chosen]} chosen={chosen} texts={textsOf("fr")} choose={() => {}} />);
  assert.match(html, /Play · Place de démonstration \(démo\)/);
});

Deno.test("exits that are over are not told as waiting", () => {
  const order = orderOf({ state: "accepted", type: "market", price: null });
  const waiting = {
    clientOrderId: order.clientOrderId,
    userId: order.userId,
    brokerId: order.brokerId,
    symbol: order.symbol,
    stopLoss: "18000",
    takeProfit: null,
    state: "waiting" as const,
    reason: null,
    createdMs: 1,
    updatedMs: 1,
  };
  const outcome = { kind: "placed" as const, placed: { order, exits: waiting, changes: [] } };
  const seen = (state: "accepted" | "filled", exits: (Omit<typeof waiting, "state"> & { state: "working" })[] = []) => {
    const attempts = { value: { orders: [{ ...order, state }], page: 1, pages: 1, total: 1 } };
    const now = newest(outcome, { attempts, exits: { value: exits } } as unknown as Parameters<typeof newest>[1]);
    assert.ok(now.kind === "placed");
    return now.placed.exits?.state ?? null;
  };
  assert.equal(seen("accepted"), "waiting");
  assert.equal(seen("filled", [{ ...waiting, state: "working" }]), "working");
  assert.equal(seen("filled"), null);
});
