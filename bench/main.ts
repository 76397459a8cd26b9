/**
 * Prints the speed figures, each beside a peer or a limit measured in the same run.
 *
 * `deno task bench` runs every room in a process of its own, one after another; `deno task bench market sse` only those.
 */
import type { Figure } from "./figure.ts";

/** A room's benchmark: the module and the function that measures. */
const ROOMS: Readonly<Record<string, () => Promise<() => Promise<Figure[]>>>> = {
  runtime: async () => (await import("./runtime.ts")).benchRuntime,
  frames: async () => (await import("./frames.ts")).benchFrames,
  book: async () => (await import("./book.ts")).benchBook,
  market: async () => (await import("./market.ts")).benchMarket,
  connection: async () => (await import("./connection.ts")).benchConnection,
  database: async () => (await import("./database.ts")).benchDatabase,
  strategy: async () => (await import("./strategy.ts")).benchStrategy,
  backtest: async () => (await import("./backtest.ts")).benchBacktest,
  house: async () => (await import("./house.ts")).benchHouse,
  sse: async () => (await import("./sse.ts")).benchSse,
  accounts: async () => (await import("./accounts.ts")).benchAccounts,
  ticket: async () => (await import("./ticket.ts")).benchTicket,
  venue: async () => (await import("./venue.ts")).benchVenue,
  statistics: async () => (await import("./statistics.ts")).benchStatistics,
  week: async () => (await import("./week.ts")).benchWeek,
  engine: async () => (await import("./engine.ts")).benchEngine,
  webhooks: async () => (await import("./webhooks.ts")).benchWebhooks,
};

const number = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });

function print(room: string, figures: readonly Figure[]): void {
  const width = Math.max(...figures.map((figure) => figure.name.length));
  console.log(`\n${room}`);
  let heading: string | undefined;
  for (const { group, name, value, unit, note } of figures) {
    if (group !== heading) console.log(` ${group ?? ""}`);
    heading = group;
    const amount = value === undefined ? "–" : number.format(value);
    console.log(`  ${name.padEnd(width)}  ${amount.padStart(12)} ${unit}${note ? `  (${note})` : ""}`);
  }
}

/** Runs one room in its own process, so that no figure depends on what ran before it. */
async function runApart(room: string): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--v8-flags=--expose-gc", import.meta.filename!, "--here", room],
    stdout: "inherit",
    stderr: "inherit",
  }).spawn().status;
  return success;
}

const [first, ...rest] = Deno.args;
if (first === "--here") {
  const room = rest[0]!;
  print(room, await (await ROOMS[room]!())());
  Deno.exit(0);
}
const wanted = Deno.args.length > 0 ? Deno.args : Object.keys(ROOMS);
const unknown = wanted.filter((room) => !(room in ROOMS));
if (unknown.length > 0) {
  console.error(`Cannot measure ${unknown.join(", ")}: expected ${Object.keys(ROOMS).join(", ")}`);
  Deno.exit(2);
}
let failed = 0;
for (const room of wanted) if (!await runApart(room)) failed++;
Deno.exit(failed > 0 ? 1 : 0);
