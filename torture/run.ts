/** A torture from beginning to end: everybody trades while a disaster strikes again and again; then all books are compared. */
import { sendAlerts } from "./alerts.ts";
import type { TortureFlags } from "./arguments.ts";
import { compareBooks, type Comparison } from "./compare.ts";
import type { Disaster, Prepare } from "./disaster.ts";
import { tradeByHand } from "./hand_trader.ts";
import { settle } from "./settle.ts";
import { openWorld, type World } from "./world.ts";

/** Says how far it is. */
export type Tell = (line: string) => void;

/** What came of it. */
export interface Outcome extends Comparison {
  readonly disaster: string;
  readonly seed: number;
  /** How long everybody traded, ms of this machine. */
  readonly tookMs: number;
}

/** Runs it. @throws {Error} when the platform does not come back, or does not come to rest. */
export async function torture(flags: TortureFlags, prepare: Prepare, tell: Tell): Promise<Outcome> {
  await using stack = new AsyncDisposableStack();
  const { disaster, ...needs } = await prepare(stack);
  if (needs.databaseUrl !== undefined && flags.databaseUrl !== null) {
    throw new TypeError(`--database cannot be chosen for --disaster ${disaster.name}, which stops a server of its own`);
  }
  const world = stack.use(await openWorld({ ...flags, ...needs }));
  if (flags.keeps) tell(`everything is kept in ${world.dataDir}`);
  tell(`${world.traders.length} users trade at ${world.exchange.restUrl}, the platform is ${world.platform.url}`);
  const beganMs = performance.now();
  await strikeAgainAndAgain(world, disaster, flags.times, tell);
  disaster.end?.();
  const tookMs = performance.now() - beganMs;
  tell("the market stands still; everything comes to rest");
  const rested = await settle(world);
  return { ...await compareBooks(world, rested), disaster: disaster.name, seed: flags.seed, tookMs };
}

async function strikeAgainAndAgain(world: World, disaster: Disaster, times: number, tell: Tell): Promise<void> {
  const ending = new AbortController();
  const everybody = world.traders.flatMap((trader) => [
    tradeByHand(world, trader, ending.signal),
    sendAlerts(world, trader, ending.signal),
  ]);
  const trading = Promise.all(everybody);
  trading.catch(() => {}); // told below
  try {
    for (let time = 1; time <= times; time++) {
      await Promise.race([disaster.strike(world), failureOf(trading)]);
      if (time % 5 === 0 || time === times) tell(progress(world, time, times));
    }
  } finally {
    ending.abort();
  }
  await trading;
}

/** Fails as soon as somebody who trades does; who has ended in order is no failure. */
function failureOf(trading: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => trading.catch(reject));
}

function progress({ journal, notes, platform }: World, time: number, times: number): string {
  const last = journal.strikes.at(-1)?.what ?? "nothing";
  const down = platform.downs.at(-1);
  const back = down ? `, back after ${((down.toMs - down.fromMs) / 1_000).toFixed(1)} s` : "";
  const fills = notes.filter(({ execution }) => execution !== null).length;
  return `${time} of ${times}: ${last}${back}; ${notes.length} changes of orders, ${fills} fills at the exchange, ` +
    `${journal.tickets.length} tickets, ${journal.alerts.length} alerts`;
}
