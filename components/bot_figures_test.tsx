/** Sums and averages on the page of strategies at work. */
import assert from "node:assert/strict";
import { render } from "preact-render-to-string";
import { orderOf } from "../web/client/trading/order_fixture.ts";
import { textsOf } from "../web/i18n/mod.ts";
import { BotBalance } from "./bot_balance.tsx";
import { BotOrders } from "./bot_orders.tsx";

const texts = textsOf("en").bot;

Deno.test("money is added up to the last digit", () => {
  const strategy = (equityQuote: string, realisedQuote: string) => ({
    activeStrategyId: crypto.randomUUID(),
    symbol: "BTC/USDT",
    equityQuote,
    position: { quantity: "0", costQuote: "0", realisedQuote },
  });
  const strategies = [strategy("90071992547409.93", "-0.005"), strategy("0.014", "0.009999999999999999")];
  const view = { strategies: [], work: [], orders: [], balances: [], balanceError: null };
  const html = render(
    <BotBalance
      view={view}
      strategies={strategies as unknown as Parameters<typeof BotBalance>[0]["strategies"]}
      language="en"
      texts={texts}
    />,
  );
  assert.match(html, />90,071,992,547,409.94 USDT</);
  assert.match(html, />0.00 USDT</);
});

Deno.test("an order of something that costs next to nothing shows what it cost", () => {
  const order = orderOf({ state: "filled", filledQuantity: "1000000000", filledQuote: "1.2", price: null });
  const html = render(<BotOrders orders={[order]} language="en" texts={texts} />);
  assert.match(html, />0.000000001200</);
});
