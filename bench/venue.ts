/** How many orders the demo exchange takes in a second, beside a server on the same wire that does nothing. */
import { join } from "node:path";
import { startDemoExchange } from "../exchanges/demo/server.ts";
import { moneyOf } from "../exchanges/demo/trading/money.ts";
import type { Credentials } from "../exchanges/binance/signature.ts";
import type { Figure } from "./figure.ts";
import type { OrderTally, OrderTask } from "./venue_parts/clients.ts";
import { rawServers } from "./venue_parts/raw.ts";

const ORDERS = 2_000;
const AT_ONCE = 8;
/** An account may place 100 orders within 10 seconds. */
const ACCOUNTS = 60;
const ROUNDS = 3;

type Way = OrderTask["way"];
type Side = Pick<OrderTask, "url" | "keys">;

/** Measures; about half a minute. */
export async function benchVenue(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const way of ["rest", "ws"] as const) {
    const raw = await onRawServers(way);
    const [memory, disk] = [await onDemoExchange(way, false), await onDemoExchange(way, true)];
    const words = way === "rest" ? "over REST" : "over the WS-API, one socket";
    const group = `market orders of ${AT_ONCE} clients ${words}, signed, each placed and filled`;
    const delays = ({ p50Ms, p99Ms }: OrderTally) => `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`;
    const beside = (tally: OrderTally) =>
      `${(tally.perSecond / raw.perSecond).toFixed(2)} × the bare server; ${delays(tally)}`;
    figures.push(
      { group, name: "a bare server that answers", value: raw.perSecond, unit: "requests/s", note: delays(raw) },
      { group, name: "demo exchange, kept in memory", value: memory.perSecond, unit: "orders/s", note: beside(memory) },
      { group, name: "demo exchange, kept on disk", value: disk.perSecond, unit: "orders/s", note: beside(disk) },
    );
  }
  return figures;
}

async function onRawServers(way: Way): Promise<OrderTally> {
  await using raw = await rawServers();
  const key = { apiKey: "k".repeat(64), secret: "s".repeat(64) };
  const url = way === "rest" ? raw.restUrl : raw.wsUrl;
  return await bestOf(way, () => Promise.resolve({ url, keys: [key], close: () => Promise.resolve() }));
}

function onDemoExchange(way: Way, isKept: boolean): Promise<OrderTally> {
  return bestOf(way, async () => {
    const folder = isKept ? await Deno.makeTempDir() : null;
    const running = await startDemoExchange({ tradingPath: folder && join(folder, "trading.sqlite") });
    const keys = Array.from({ length: ACCOUNTS }, (_, n): Credentials => {
      return running.exchange.desk.openAccount(`client ${n}`, [["USDT", moneyOf("100000")!], ["BTC", moneyOf("2")!]]);
    });
    return {
      url: way === "rest" ? running.restUrl : running.wsUrl,
      keys,
      async close() {
        await running.close();
        if (folder) await Deno.remove(folder, { recursive: true });
      },
    };
  });
}

/** The best of some rounds, each on a server that was just opened. */
async function bestOf(way: Way, open: () => Promise<Side & { close(): Promise<void> }>): Promise<OrderTally> {
  let best: OrderTally | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const { close, url, keys } = await open();
    const of = keys.map(({ apiKey, secret }) => ({ apiKey, secret }));
    const tally = await clients({ way, url, keys: of, orders: ORDERS, atOnce: AT_ONCE });
    await close();
    if (!best || tally.perSecond > best.perSecond) best = tally;
  }
  return best!;
}

async function clients(task: OrderTask): Promise<OrderTally> {
  const script = new URL("./venue_parts/clients.ts", import.meta.url).pathname;
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-net=127.0.0.1", "--allow-env", "--allow-sys", script],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const input = process.stdin.getWriter();
  await input.write(new TextEncoder().encode(JSON.stringify(task)));
  await input.close();
  const { stdout, success } = await process.output();
  if (!success) throw new Error("The clients' process failed");
  return JSON.parse(new TextDecoder().decode(stdout));
}
