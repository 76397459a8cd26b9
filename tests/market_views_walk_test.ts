/** A browser looks at a market: its price, book and prints come by the event stream, also after the exchange's worker died. */
import assert from "node:assert/strict";
import type { MarketView } from "../domain/market_view.ts";
import { type House, openHouse, until } from "./house.ts";

const LIMIT_MS = 60_000;

/** One browser: its stream, and what it was told of markets. */
class Browser implements AsyncDisposable {
  readonly views: MarketView[] = [];
  readonly #ending = new AbortController();
  readonly #read: Promise<void>;

  private constructor(
    private readonly house: House,
    private readonly cookie: string,
    body: ReadableStream<Uint8Array>,
  ) {
    this.#read = this.#follow(body);
  }

  static async open(house: House): Promise<Browser> {
    const page = await fetch(`${house.url}/heartbeat`);
    await page.body?.cancel();
    const cookie = page.headers.getSetCookie().map((one) => one.split(";", 1)[0]).join("; ");
    const response = await fetch(`${house.url}/events`, { headers: { cookie } });
    assert.equal(response.status, 200);
    return new Browser(house, cookie, response.body!);
  }

  /** Says what its pages look at. */
  async watch(...channels: string[]): Promise<number> {
    const headers = { "content-type": "application/json", cookie: this.cookie, origin: this.house.url };
    const response = await fetch(`${this.house.url}/events/watch`, {
      method: "POST",
      headers,
      body: JSON.stringify({ channels }),
    });
    await response.body?.cancel();
    return response.status;
  }

  async #follow(body: ReadableStream<Uint8Array>): Promise<void> {
    let rest = "";
    const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
    this.#ending.signal.addEventListener("abort", () => void reader.cancel());
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const blocks = (rest + read.value).split("\n\n");
      rest = blocks.pop()!;
      for (const block of blocks.filter((one) => one.includes("event: market\n"))) {
        this.views.push(JSON.parse(block.slice(block.indexOf("data: ") + "data: ".length)));
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#read;
  }
}

const isWhole = ({ ticker, book, error }: MarketView) => ticker !== null && book !== null && error === null;
const flows = ({ views }: Browser) => views.some(isWhole) && views.some(({ trades }) => trades.length > 0);

Deno.test("a browser hears of the market that it looks at and of no other, also after the exchange's worker was killed", async () => {
  await using house = await openHouse({ DEMO_SPEED: "60" });
  await using ana = await Browser.open(house);
  await using bo = await Browser.open(house);
  assert.equal(await ana.watch("market:nowhere"), 400);
  assert.equal(await ana.watch("market:demo:BTC/USDT", "market:paper:ETH/USDT"), 204);
  await until(
    "both markets flow",
    LIMIT_MS,
    () =>
      ["demo BTC/USDT", "paper ETH/USDT"].every((name) =>
        ana.views.some((view) => isWhole(view) && `${view.venueId} ${view.symbol}` === name)
      ),
  );
  await until("prints flow", LIMIT_MS, () => flows(ana));
  await bo.watch("market:demo:BTC/USDT");
  await until("the second browser hears too", LIMIT_MS, () => flows(bo));
  assert.ok(bo.views.every(({ symbol }) => symbol === "BTC/USDT"));
  await house.system.killHost({ worker: "exchange-demo" });
  await until("the browser is told", LIMIT_MS, () => bo.views.some(({ error }) => error !== null));
  bo.views.length = 0;
  await until("it flows again", LIMIT_MS, () => flows(bo));
});
