/**
 * A week of the market in some minutes: the whole platform with 5 users, 20 strategies that trade at the demo exchange, and
 * 10 open pages. What it takes of the machine is printed for each simulated day, and must not grow.
 */
import { demoExchangeProtocol } from "../actors/demo_exchange_protocol.ts";
import { marketChannel } from "../actors/live/market_channel.ts";
import { PATHS } from "../actors/tree.ts";
import { examples } from "../strategies/examples.ts";
import { type House, openHouse, until } from "../tests/house.ts";
import type { Figure } from "./figure.ts";
import { setToWork, type Trader, tradersOf } from "./house_parts/traders.ts";
import { Browsers } from "./sse_parts/browsers.ts";
import { type Vitals, vitalsNow } from "./week_parts/vitals.ts";

const DAY_MS = 86_400_000;
const DAYS = 7;
/** A day passes in 51 s. */
const SPEED = 1_700;
const LIMIT_MS = 180_000;
const PAGES = 10;
const SYMBOLS = ["BTC/USDT", "ETH/USDT"];
/** Those that close candles often: each trades some times a day. */
const NAMES = ["RSI reversal", "VWAP reversion", "Donchian breakout", "Bollinger reversion"];
/** The first day fills caches; growth of memory or of a day's processor time beyond this is not flat. */
const FLAT = 1.15;

/** A simulated day that has passed. */
interface Day extends Vitals {
  /** Of this day alone. */
  readonly dayCpuS: number;
  readonly decisions: number;
  readonly orders: number;
}

/** Measures; less than ten minutes. */
export async function benchWeek(): Promise<Figure[]> {
  await using house = await openHouse({
    DEMO_SPEED: String(SPEED),
    SYMBOLS: SYMBOLS.join(),
    DEBUG_ARISTOBOT: "false",
    HISTORY: "4h",
    LOG_LEVEL: "error",
  });
  const traders = await tradersOf(house, 5, 2);
  const strategies = NAMES.map((name) => examples.find((example) => example.name === name)!);
  await Promise.all(traders.map((trader) => setToWork(house, trader, SYMBOLS, strategies)));
  const children = new Set([...Deno.readDirSync("/proc")].map(({ name }) => Number(name)));
  await using _pages = await pagesOf(house, traders);
  const pages = [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter((pid) => !children.has(pid));
  const days = await lived(house, new Set(pages));
  return figuresOf(days);
}

/** Two pages a user; one of each looks at a market. */
async function pagesOf(house: House, traders: readonly Trader[]): Promise<Browsers> {
  const tokens = traders.map(({ cookie }) => cookie.slice(cookie.indexOf("=") + 1));
  const pages = await Browsers.connect(Number(new URL(house.url).port), "reading", PAGES, tokens);
  for (const [index, { cookie }] of traders.entries()) {
    const channels = [marketChannel("demo", SYMBOLS[index % SYMBOLS.length]!)];
    const headers = { cookie, origin: house.url, "content-type": "application/json" };
    const body = JSON.stringify({ channels });
    const answer = await fetch(`${house.url}/events/watch`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(`Nobody may look at ${channels}: ${answer.status} ${await answer.text()}`);
  }
  return pages;
}

/** Lets the days pass, and looks at the end of each. */
async function lived(house: House, spared: ReadonlySet<number>): Promise<Day[]> {
  const demo = house.system.whereis(PATHS.demoExchange, demoExchangeProtocol);
  const nowMs = async () => (await demo.ask("GetState", undefined, { timeout: "1m" })).exchangeMs;
  const beganMs = await nowMs();
  const days: Day[] = [];
  let [before, counted] = [vitalsNow(spared), await countedIn(house)];
  for (let day = 1; day <= DAYS; day++) {
    await until(`day ${day}`, LIMIT_MS, async () => await nowMs() >= beganMs + day * DAY_MS);
    (globalThis as { gc?: () => void }).gc?.();
    const [now, count] = [vitalsNow(spared), await countedIn(house)];
    days.push({
      ...now,
      dayCpuS: now.cpuS - before.cpuS,
      decisions: count.decisions - counted.decisions,
      orders: count.orders - counted.orders,
    });
    [before, counted] = [now, count];
  }
  return days;
}

async function countedIn({ db }: House): Promise<{ readonly decisions: number; readonly orders: number }> {
  const [row] = await db`
    select (select count(*)::int from decisions) as decisions, (select count(*)::int from trades) as orders`;
  return { decisions: row!.decisions, orders: row!.orders };
}

function figuresOf(days: readonly Day[]): Figure[] {
  const group = `5 users, 20 strategies, ${PAGES} pages, ${DAYS} days at ${SPEED} times speed`;
  const rows = days.map((day, index): Figure => ({
    group,
    name: `day ${index + 1}: memory of the platform`,
    value: day.memoryMib,
    unit: "MiB",
    note:
      `${day.childrenMib.toFixed(0)} MiB in ${day.children} child processes; ${
        day.dayCpuS.toFixed(0)
      } s of processor; ` +
      `${day.decisions} decisions, ${day.orders} orders`,
  }));
  const growths = [
    ["memory of the platform", growthOf(days.map(({ memoryMib }) => memoryMib))],
    ["memory of its child processes", growthOf(days.map(({ childrenMib }) => childrenMib))],
    ["processor time a day", growthOf(days.map(({ dayCpuS }) => dayCpuS))],
  ] as const;
  const slopes = growths.map(([name, value]): Figure => ({
    group,
    name: `${name}, growth of the last two days over the second and third`,
    value,
    unit: "×",
    note: `flat: up to ${FLAT}${value > FLAT ? "; GROWS" : ""}`,
  }));
  return [...rows, ...slopes];
}

/** The last two days, as a multiple of the second and the third. */
function growthOf(values: readonly number[]): number {
  const mean = (of: readonly number[]) => of.reduce((sum, value) => sum + value, 0) / of.length;
  return mean(values.slice(-2)) / mean(values.slice(1, 3));
}
