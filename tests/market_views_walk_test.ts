/** A browser looks at a market: its price, book and prints come by the event stream, also after the exchange's worker died. */
import assert from "node:assert/strict";
import { PATHS } from "../actors/tree.ts";
import type { MarketView } from "../domain/market_view.ts";
import { type House, openHouse, until } from "./house.ts";

const LIMIT_MS = 120_000;

/** One browser: its stream, opened again as an EventSource does, and what it was told of markets. */
class Browser implements AsyncDisposable {
  readonly views: MarketView[] = [];
  readonly #ending = new AbortController();
  readonly #followed: Promise<void>;
  #channels: readonly string[] = [];
  #isOpen = false;

  private constructor(private readonly house: House, private readonly cookie: string) {
    this.#followed = this.#follow();
  }

  static async open(house: House): Promise<Browser> {
    const page = await fetch(`${house.url}/heartbeat`);
    await page.body?.cancel();
    return new Browser(house, page.headers.getSetCookie().map((one) => one.split(";", 1)[0]).join("; "));
  }

  /** Says what its pages look at. */
  async watch(...channels: string[]): Promise<number> {
    this.#channels = channels;
    await until("the stream is open", LIMIT_MS, () => this.#isOpen);
    return await this.#say(channels);
  }

  async #say(channels: readonly string[]): Promise<number> {
    const headers = { "content-type": "application/json", cookie: this.cookie, origin: this.house.url };
    const body = JSON.stringify({ channels });
    const response = await fetch(`${this.house.url}/events/watch`, { method: "POST", headers, body });
    await response.body?.cancel();
    return response.status;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#ending;
    const { cookie } = this;
    while (!signal.aborted) {
      const { body } = await fetch(`${this.house.url}/events`, { headers: { cookie } });
      this.#isOpen = true;
      await Promise.all([this.#say(this.#channels), this.#read(body!)]);
    }
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    const reader = body.getReader();
    this.#ending.signal.addEventListener("abort", () => void reader.cancel());
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const blocks = (rest + decoder.decode(read.value, { stream: true })).split("\n\n");
      rest = blocks.pop()!;
      for (const block of blocks.filter((one) => one.includes("event: market\n"))) {
        this.views.push(JSON.parse(block.slice(block.indexOf("data: ") + "data: ".length)));
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#followed;
  }
}

const isWhole = ({ ticker, book, error }: MarketView) => ticker !== null && book !== null && error === null;
const flows = ({ views }: Browser) => views.some(isWhole) && views.some(({ trades }) => trades.length > 0);

async function isBegunAgain({ system }: House): Promise<boolean> {
  const { children } = await system.tree();
  const connections = children.flatMap(({ children }) => children).find(({ path }) => path === PATHS.connections);
  return connections!.children.some(({ status, restarts }) => status === "running" && restarts > 0);
}

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
  assert.equal(await bo.watch("market:demo:BTC/USDT"), 204);
  await until("the second browser hears too", LIMIT_MS, () => flows(bo));
  assert.ok(bo.views.every(({ symbol }) => symbol === "BTC/USDT"));
  await house.system.killHost({ worker: "exchange-demo" });
  await until("the connection is begun again", LIMIT_MS, () => isBegunAgain(house));
  bo.views.length = 0;
  await until("it flows again", LIMIT_MS, () => flows(bo));
});
