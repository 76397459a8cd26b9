/** An account at an exchange whose answers the test chooses: reading, signing in, and the markets. */
import assert from "node:assert/strict";
import { CcxtBroker } from "./broker.ts";
import { demoSettings } from "./demo.ts";
import { type Answer, FakeWire } from "./fake_wire.ts";

const SECRETS = { apiKey: "the-key-of-this-account", secret: "the-secret-of-this-account" };
const CLOCK_ERROR = { code: -1021, msg: "Timestamp for this request is outside of the recvWindow." };
const ACCOUNT = {
  balances: [{ asset: "USDT", free: "12.50", locked: "0.5" }, { asset: "BTC", free: "0", locked: "0" }],
};

const LIMIT = {
  ...{ symbol: "BTC/USDT", side: "buy", type: "limit" } as const,
  ...{ quantity: "1", price: "100", stopPrice: null },
};

const market = (base: string, quote: string, different: Record<string, unknown> = {}) => ({
  symbol: base + quote,
  status: "TRADING",
  baseAsset: base,
  quoteAsset: quote,
  isSpotTradingAllowed: true,
  permissions: ["SPOT"],
  filters: [
    { filterType: "PRICE_FILTER", minPrice: "0.01", maxPrice: "1000000", tickSize: "0.01" },
    { filterType: "LOT_SIZE", minQty: "0.0001", maxQty: "9000", stepSize: "0.0001" },
    { filterType: "NOTIONAL", minNotional: "5" },
  ],
  ...different,
});

/** A broker on a wire that knows what a small exchange tells; `wallet` = it has one, as only the live exchange does. */
async function brokerOn(
  wire: FakeWire,
  { wallet = false, elapsed = () => performance.now(), note = (_what: string) => {} } = {},
): Promise<CcxtBroker> {
  const settings = demoSettings({ restUrl: wire.url, wsUrl: wire.wsUrl });
  const { urls: { api } } = settings as { urls: { api: Record<string, unknown> } };
  const sapi = wallet ? { sapi: `${wire.url}/sapi/v1` } : {};
  return await CcxtBroker.open({
    id: "binance",
    environment: "live",
    credentials: SECRETS,
    settings: { ...settings, urls: { api: { ...api, ...sapi } }, rateLimit: 1 },
    hosts: [new URL(wire.url).host],
  }, { clock: { elapsed, sleep: () => Promise.resolve() }, contain: (run) => run(), note });
}

function answering(wire: FakeWire, answers: Record<string, Answer | (() => Answer)>): void {
  wire.answer = (path) => {
    const found = Object.entries(answers).find(([name]) => path.split("?")[0]!.endsWith(name))?.[1];
    return typeof found === "function" ? found() : found ?? { status: 404, body: {} };
  };
}

/** The greatest quantity is below the least. */
const ODD = [
  { filterType: "PRICE_FILTER", minPrice: "0.01", maxPrice: "1000000", tickSize: "0.01" },
  { filterType: "LOT_SIZE", minQty: "10", maxQty: "1", stepSize: "0.0001" },
];

const infoOf = (...symbols: object[]): Answer => ({
  body: { timezone: "UTC", serverTime: 1, rateLimits: [], symbols },
});
const asked = (wire: FakeWire, name: string) => wire.asked.filter((path) => path.split("?")[0]!.endsWith(name));

Deno.test("a read that is turned away for our clock is asked once more, by the exchange's", async () => {
  await using wire = await FakeWire.open();
  const aheadMs = 3_600_000;
  let turnedAway = 0;
  const account = () => {
    const sentMs = Number(new URLSearchParams(asked(wire, "/account").at(-1)!.split("?")[1]).get("timestamp"));
    if (Math.abs(sentMs - Date.now() - aheadMs) < 60_000) return { body: ACCOUNT };
    turnedAway++;
    return { status: 400, body: CLOCK_ERROR };
  };
  answering(wire, {
    "/exchangeInfo": infoOf(market("BTC", "USDT")),
    "/time": () => ({ body: { serverTime: Date.now() + aheadMs } }),
    "/account": account,
  });
  const broker = await brokerOn(wire);
  assert.deepEqual((await broker.balances()).filter(({ currency }) => currency === "USDT"), [
    { currency: "USDT", free: "12.5", used: "0.5" },
  ]);
  assert.deepEqual([turnedAway, asked(wire, "/time").length], [1, 1]);
  await broker.balances();
  assert.deepEqual([turnedAway, asked(wire, "/time").length], [1, 1]);
});

Deno.test("a clock that the exchange never likes is told as it is, after one more attempt", async () => {
  await using wire = await FakeWire.open();
  answering(wire, {
    "/exchangeInfo": infoOf(market("BTC", "USDT")),
    "/time": () => ({ body: { serverTime: Date.now() } }),
    "/account": { status: 400, body: CLOCK_ERROR },
  });
  const broker = await brokerOn(wire);
  const error = await broker.balances().catch((error) => error);
  assert.deepEqual(broker.exchangeFailureOf(error), {
    kind: "InvalidNonce",
    exchange: "Binance",
    words: CLOCK_ERROR.msg,
  });
  assert.equal(asked(wire, "/account").length, 2);
});

Deno.test("signing in tells the balance, and whether the key may withdraw where the exchange tells", async () => {
  await using wire = await FakeWire.open();
  const answers: Record<string, Answer> = {
    "/exchangeInfo": infoOf(market("BTC", "USDT")),
    "/account": { body: ACCOUNT },
  };
  for (const enableWithdrawals of [true, false]) {
    answering(wire, { ...answers, "/account/apiRestrictions": { body: { ipRestrict: false, enableWithdrawals } } });
    const { balances, mayWithdraw } = await (await brokerOn(wire, { wallet: true })).signIn();
    assert.equal(mayWithdraw, enableWithdrawals);
    assert.ok(balances.some(({ currency }) => currency === "USDT"));
  }
  answering(wire, { ...answers, "/account/apiRestrictions": { status: 403, body: { code: -1002, msg: "no" } } });
  assert.equal((await (await brokerOn(wire, { wallet: true })).signIn()).mayWithdraw, null);
  assert.equal((await (await brokerOn(wire)).signIn()).mayWithdraw, null);
});

Deno.test("a failure is told in parts, without the key that the exchange repeats", async () => {
  await using wire = await FakeWire.open();
  answering(wire, {
    "/exchangeInfo": infoOf(market("BTC", "USDT")),
    "/account": { status: 401, body: { code: -2015, msg: `Invalid API-key ${SECRETS.apiKey}, IP, or permissions.` } },
  });
  const broker = await brokerOn(wire);
  const failure = broker.exchangeFailureOf(await broker.signIn().catch((error) => error));
  assert.deepEqual(failure, {
    kind: "AuthenticationError",
    exchange: "Binance",
    words: "Invalid API-key •••, IP, or permissions.",
  });
  await wire[Symbol.asyncDispose]();
  const gone = broker.exchangeFailureOf(await broker.balances().catch((error) => error));
  assert.equal(gone.kind, "NetworkError");
  assert.ok(!Object.values(SECRETS).some((secret) => gone.words.includes(secret)) && !gone.words.includes("signature"));
});

Deno.test("the markets are those that are traded at the spot now; they are asked for again when they may have changed", async () => {
  await using wire = await FakeWire.open();
  const clock = { atMs: 0 };
  const broker = await brokerOn(wire, { elapsed: () => clock.atMs });
  answering(wire, {
    "/exchangeInfo": infoOf(market("BTC", "USDT"), market("OLD", "USDT", { status: "BREAK" }), market("ETH", "BTC")),
  });
  const symbols = async () => (await broker.markets()).map(({ symbol }) => symbol).sort();
  assert.deepEqual(await symbols(), ["BTC/USDT", "ETH/BTC"]);
  answering(wire, { "/exchangeInfo": infoOf(market("BTC", "USDT"), market("NEW", "USDT", { filters: ODD })) });
  assert.deepEqual(await symbols(), ["BTC/USDT", "ETH/BTC"]);
  clock.atMs += 61_000;
  assert.deepEqual(await symbols(), ["BTC/USDT", "NEW/USDT"]);
  const { minQuantity, maxQuantity } = (await broker.market("NEW/USDT"))!;
  assert.deepEqual([minQuantity, maxQuantity], ["10", null]);
  assert.equal(asked(wire, "/exchangeInfo").length, 2);
});

Deno.test("more orders than Binance takes of an account go back unsent; a cancel goes out all the same", async () => {
  await using wire = await FakeWire.open();
  let orders = 0;
  answering(wire, {
    "/exchangeInfo": infoOf(market("BTC", "USDT", { orderTypes: ["LIMIT"] })),
    "/order": () => ({ body: { symbol: "BTCUSDT", orderId: ++orders, status: "NEW", side: "BUY", type: "LIMIT" } }),
  });
  const broker = await brokerOn(wire);
  const place = (_: unknown, number: number) => broker.place({ ...LIMIT, clientOrderId: `o${number}` });
  const placed = await Promise.all(Array.from({ length: 100 }, place));
  assert.deepEqual(placed.filter(({ outcome }) => outcome !== "accepted"), []);
  const late = await broker.place({ ...LIMIT, clientOrderId: "late" });
  assert.equal(late.outcome, "refused");
  assert.match("reason" in late ? late.reason : "", /^Binance: takes 100 orders in 10 s, .* nothing was sent$/);
  assert.equal(orders, 100);
  const canceled = await broker.cancel({ symbol: "BTC/USDT", clientOrderId: "o1", orderId: "1" });
  assert.deepEqual([canceled.outcome, orders], ["accepted", 101]);
});

Deno.test("an order that is there already, and not found yet, is looked up again rather than refused", async () => {
  await using wire = await FakeWire.open();
  const answers = ["Duplicate order sent.", "Order does not exist."].map((msg, at) => ({
    code: [-2010, -2013][at],
    msg,
  }));
  answering(wire, {
    "/exchangeInfo": infoOf(market("BTC", "USDT", { orderTypes: ["LIMIT"] })),
    "/order": () => ({ status: 400, body: answers.shift() }),
  });
  const written = await (await brokerOn(wire)).place({ ...LIMIT, clientOrderId: "o1" });
  assert.deepEqual(written, { outcome: "unknown", reason: "Binance: Duplicate order sent." });
  assert.deepEqual(answers, []);
});

/** Lets what was asked for beside the call be answered. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 3_000 && !await holds(); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(await holds());
}

Deno.test("a market's rules are asked for anew each hour, and soon where it is not there or an order was refused", async () => {
  await using wire = await FakeWire.open();
  const [clock, noted]: [{ atMs: number }, string[]] = [{ atMs: 0 }, []];
  const broker = await brokerOn(wire, { elapsed: () => clock.atMs, note: (what) => noted.push(what) });
  const stepIs = (stepSize: string) => async () => (await broker.market("BTC/USDT"))?.quantityStep === stepSize;
  const lists = (stepSize: string, different: Record<string, unknown> = {}) => {
    const filters = [{ filterType: "LOT_SIZE", minQty: stepSize, maxQty: "9000", stepSize }];
    const info = infoOf(market("BTC", "USDT", { orderTypes: ["LIMIT"], filters, ...different }));
    answering(wire, { "/exchangeInfo": info, "/order": { status: 400, body: { code: -1013, msg: "Filter failure" } } });
  };
  lists("0.0001");
  await until(stepIs("0.0001"));
  lists("0.01");
  clock.atMs += 3_500_000;
  assert.ok(await stepIs("0.0001")());
  clock.atMs += 100_001;
  await until(stepIs("0.01"));
  lists("0.1");
  clock.atMs += 600_001;
  assert.equal((await broker.place({ ...LIMIT, clientOrderId: "o1" })).outcome, "refused");
  await until(stepIs("0.1"));
  lists("0.1", { status: "BREAK" });
  clock.atMs += 3_600_001;
  await until(async () => await broker.market("BTC/USDT") === null);
  lists("0.1");
  clock.atMs += 60_001;
  await until(stepIs("0.1"));
  answering(wire, {}); // an exchange that does not tell them: they are as they were
  clock.atMs += 3_600_001;
  await until(async () => await stepIs("0.1")() && noted.length > 0);
  assert.deepEqual(noted, ["The exchange does not tell its markets anew"]);
  assert.ok(await stepIs("0.1")());
});
