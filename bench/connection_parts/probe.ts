/** One measurement in a process of its own: what a worker takes that does nothing, or holds a connection, idle or busy. Prints JSON. */
import { z } from "zod";
import { exchangeConnectionProtocol } from "../../actors/exchange_connection_protocol.ts";
import { createSystem, supervisor, type System } from "../../actors/runtime/mod.ts";
import { marketData } from "../../actors/topics.ts";
import { actKraken, bookFrame, krakenSettings, subscribedBy, tradeFrame } from "../../exchanges/ccxt/fake_kraken.ts";
import { FakeWire } from "../../exchanges/ccxt/fake_wire.ts";

const MODULES = {
  plain: "./plain.actor.ts",
  idle: "../../actors/exchange_connection.actor.ts",
  busy: "../../actors/exchange_connection.actor.ts",
  whole: "./whole_ccxt.actor.ts",
} as const;
const PATH = "/root/connection";
const BUSY_MS = 5_000;
/** Frames on their way at a time. */
const PACKET = 50;
const SETTLE_MS = 1_500;

const measurement = z.object({ memoryMb: z.number(), tradesPerSecond: z.number() });
type Measurement = z.infer<typeof measurement>;
/** What may be measured. */
export type Mode = keyof typeof MODULES;

/** Measures in a new process. */
export async function measure(mode: Mode): Promise<Measurement> {
  const args = ["run", "-A", "--no-check", import.meta.filename!, mode];
  const { success, stdout } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" }).output();
  if (!success) throw new Error(`The measurement of a worker (${mode}) failed`);
  return measurement.parse(JSON.parse(new TextDecoder().decode(stdout)));
}

async function measureHere(mode: Mode): Promise<Measurement> {
  await using wire = await FakeWire.open();
  actKraken(wire);
  const isOurs = mode === "idle" || mode === "busy";
  const args = isOurs ? { exchange: "kraken", settings: krakenSettings(wire) } : undefined;
  const module = import.meta.resolve(MODULES[mode]);
  const children = [{ id: "connection", module, args, place: { worker: "connection" } }];
  await using system = await createSystem(supervisor({ strategy: "one_for_one", children }));
  const trades = mode === "busy" ? await work(system, wire) : 0;
  await pause(SETTLE_MS);
  return { memoryMb: Deno.memoryUsage().rss / 1e6, tradesPerSecond: Math.round(trades / BUSY_MS * 1_000) };
}

/** Lets the wire speak as fast as it is heard. @returns how many trades were heard. */
async function work(system: System, wire: FakeWire): Promise<number> {
  let heard = 0;
  system.subscribe(marketData, (event) => void (heard += event.kind === "TradesPrinted" ? event.trades.length : 0));
  const connection = system.whereis(PATH, exchangeConnectionProtocol);
  for (const channel of ["trades", "order_books"] as const) {
    const subscription = { channel, symbols: ["BTC/USDT"], timeframe: null, limit: null, everyMs: null };
    await connection.ask("Watch", { subscriber: PATH, subscription });
  }
  while (wire.callers.length === 0 || subscribedBy(wire.caller).length < 2) await pause(10);
  const untilMs = performance.now() + BUSY_MS;
  for (let id = 0; performance.now() < untilMs;) {
    for (let n = 0; n < PACKET; n++) wire.tell(tradeFrame(id++));
    wire.tell(bookFrame([[68_000, id % 7 + 1]], [[68_000.1, id % 5 + 1]]));
    while (heard < id && performance.now() < untilMs) await pause(1);
  }
  return heard;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

if (import.meta.main) {
  console.log(JSON.stringify(await measureHere(Deno.args[0] as Mode)));
  Deno.exit(0);
}
