/** For tests: the webhook desk and its executor over the fixture's manual desk, with a webhook of its user. */
import { addWebhook, type Webhook, type WebhookChanges } from "../db/webhooks.ts";
import { callPage } from "../db/webhook_calls.ts";
import type { WebhookCallView } from "../domain/webhook/call.ts";
import { fixedPricesOf, MANUAL_PATH } from "./manual_desk_fixture.ts";
import type { ChildSpec } from "./runtime/mod.ts";
import { DESK_PATH, eventually, PAPER_PATH, type TradingFixture, tradingFixture } from "./trading_fixture.ts";
import { webhookDeskProtocol } from "./webhook_desk_protocol.ts";

/** Where they stand. */
export const WEBHOOK_PATH = "/root/webhook-desk";
export const EXECUTOR_PATH = "/root/webhook-executor";
const BROKERS = "/root/brokers";

/** Webhooks at work. */
export interface WebhookFixture extends TradingFixture {
  readonly webhook: Webhook;
  /** Last prices as the venue tells them, by symbol. */
  readonly prices: Record<string, string>;
}

/** What the token of the fixture's webhook is known by. */
export const TOKEN_HASH = "a".repeat(64);

/** Starts them on a fresh database; BTC costs 30,000 USDT. `webhook` says what differs from one that trades for anybody. */
export async function webhookFixture(
  { webhook: different = {}, callsPerMinute = 10_000, mostWaiting = 5_000, ...options }:
    & Parameters<typeof tradingFixture>[0]
    & { readonly webhook?: Partial<WebhookChanges>; readonly callsPerMinute?: number; readonly mostWaiting?: number } =
      {},
): Promise<WebhookFixture> {
  const prices = { "BTC/USDT": "30000" };
  const fixture = await tradingFixture({
    ...options,
    more: ({ db, rows }) => {
      const brokers = { paper: { [rows.broker.id]: PAPER_PATH }, brokersPath: BROKERS };
      const venuesPath = "/root/venues";
      const children: ChildSpec[] = [
        { id: "venues", module: fixedPricesOf(prices) },
        {
          id: "manual-desk",
          module: import.meta.resolve("./manual_desk.actor.ts"),
          args: { db, ...brokers, orderDeskPath: DESK_PATH, venuesPath },
        },
        {
          id: "webhook-executor",
          module: import.meta.resolve("./webhook_executor.actor.ts"),
          args: { db, ...brokers, manualDeskPath: MANUAL_PATH, venuesPath },
        },
        {
          id: "webhook-desk",
          module: import.meta.resolve("./webhook_desk.actor.ts"),
          args: { db, executorPath: EXECUTOR_PATH, callsPerMinute, mostWaiting },
        },
      ];
      return children;
    },
  });
  const { db, rows, kit } = fixture;
  const webhook = await addWebhook(db, {
    ...{ id: crypto.randomUUID(), userId: rows.user.id, name: "alerts", brokerId: rows.broker.id },
    ...{ tokenHash: TOKEN_HASH, isTest: false, onlyTradingView: false, nowMs: kit.clock.now() },
    ...different,
  });
  return { ...fixture, webhook, prices };
}

/** The fixture's webhook desk. */
export function webhookDeskOf({ kit }: TradingFixture) {
  return kit.system.whereis(WEBHOOK_PATH, webhookDeskProtocol);
}

/** Calls the fixture's webhook. */
export function callBy(fixture: TradingFixture, body: string | null, { address = "52.89.214.238" } = {}) {
  return webhookDeskOf(fixture).ask("ReceiveCall", { tokenHash: TOKEN_HASH, address, body });
}

/** Every call, the oldest first, once none waits any more. */
export function callsOf(fixture: TradingFixture, { ended = true } = {}): Promise<WebhookCallView[]> {
  return eventually(fixture, async () => {
    const { calls } = await callPage(fixture.db, { userId: null, webhookId: null, page: 1, pageSize: 1_000 });
    return ended && calls.some(({ state }) => state === "waiting") ? undefined : calls.reverse();
  });
}
