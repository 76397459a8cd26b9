/** The platform as a process: ended with Ctrl-C, ended with SIGKILL, and started again from the stored candles. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { candlesBetween } from "../db/candles.ts";
import { type Db, openDatabase } from "../db/open.ts";
import { lastOrders } from "../db/orders.ts";
import { testDatabase } from "../db/test_database.ts";
import { findUser } from "../db/users.ts";
import { timeframeMs, TIMEFRAMES } from "../domain/timeframe.ts";
import { loadState } from "../exchanges/demo/state_file.ts";
import { until } from "./house.ts";
import { compareWithRecording } from "./recording.ts";

const SYMBOLS = ["BTC/USDT", "ETH/USDT"];
const MAIN = join(import.meta.dirname!, "../main.ts");

/** A running `main.ts`. */
class Run {
  #log = "";
  readonly #reading: Promise<void>;

  constructor(readonly child: Deno.ChildProcess) {
    this.#reading = this.#read();
  }

  static start(env: Record<string, string>): Run {
    const args = ["run", "-A", "--no-check", MAIN];
    return new Run(new Deno.Command(Deno.execPath(), { args, env, stdout: "piped", stderr: "inherit" }).spawn());
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.child.stdout) this.#log += decoder.decode(chunk, { stream: true });
  }

  async url(): Promise<string> {
    await until("the address in the log", 60_000, () => /Aristobot listens on http\S+/.test(this.#log));
    return this.#log.match(/Aristobot listens on (http\S+)/)![1]!;
  }

  /** Open time of the newest stored 1m candle, UTC ms. */
  async newestMs(): Promise<number> {
    const response = await fetch(`${await this.url()}/api/candles?symbol=BTC/USDT&timeframe=1m&limit=1`);
    const rows = await response.json() as number[][];
    return rows.at(-1)?.[0] ?? 0;
  }

  /** Runs until so many more minutes are stored. */
  async advance(minutes: number): Promise<void> {
    let begin = 0;
    await until("a first candle", 60_000, async () => (begin = await this.newestMs()) > 0);
    await until(`${minutes} more minutes`, 60_000, async () => await this.newestMs() >= begin + minutes * 60_000);
  }

  /** Ends it and answers with the exit code and how long it took, ms. */
  async end(signal: "SIGINT" | "SIGKILL"): Promise<{ code: number; tookMs: number }> {
    const began = performance.now();
    this.child.kill(signal);
    const { code } = await this.child.status;
    await this.#reading;
    return { code, tookMs: performance.now() - began };
  }
}

async function assertWhole(db: Db, dataDir: string): Promise<void> {
  const shifts = (await loadState(join(dataDir, "demo-exchange.json")))!.shifts;
  for (const symbol of SYMBOLS) {
    for (const timeframe of TIMEFRAMES) {
      const stored = await candlesBetween(db, "demo", { symbol, timeframe, fromMs: null, toMs: null, limit: 100_000 });
      stored.forEach((candle, i) => {
        if (i > 0) {
          assert.equal(candle.openMs - stored[i - 1]!.openMs, timeframeMs(timeframe), `${symbol} ${timeframe}`);
        }
      });
      if (timeframe !== "5m") continue;
      const { compared, differences } = await compareWithRecording(stored, shifts[symbol.replace("/", "")]!.shiftMs);
      assert.deepEqual(differences, []);
      assert.ok(compared > 10);
    }
  }
}

Deno.test("after Ctrl-C and after SIGKILL the next start goes on from the stored candles, with none missing", async () => {
  await using database = await testDatabase();
  const dataDir = await Deno.makeTempDir({ prefix: "aristobot-restart-" });
  const env = {
    DATA_DIR: dataDir,
    DEBUG_ARISTOBOT: "true",
    DATABASE_URL: database.url ?? "",
    PORT: "0",
    DEMO_SPEED: "300",
    HISTORY: "2h",
    LOG_LEVEL: "info",
  };

  const first = Run.start(env);
  await first.advance(10);
  const { code, tookMs } = await first.end("SIGINT");
  assert.equal(code, 0);
  assert.ok(tookMs < 5_000, `Ctrl-C took ${tookMs} ms`);

  const second = Run.start(env);
  await second.advance(20);
  await second.end("SIGKILL");

  const third = Run.start(env);
  await third.advance(20);
  assert.equal((await third.end("SIGINT")).code, 0);

  const reopened = database.url === undefined ? await openDatabase({ dataDir }) : undefined;
  const db = reopened?.db ?? database.db;
  await assertWhole(db, dataDir);
  const user = await findUser(db, "dac");
  const ids = (await lastOrders(db, user!.id, 1_000)).map((order) => order.clientOrderId);
  assert.equal(new Set(ids).size, ids.length);
  await reopened?.close();
  await Deno.remove(dataDir, { recursive: true });
});
