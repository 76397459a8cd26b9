/** What all outages have in common: they strike in the midst of trading, last, and end; then the platform must be back by itself. */
import { MOMENTS } from "./moments.ts";
import { sleep, until } from "./waiting.ts";
import type { World } from "./world.ts";

const LONGEST_TRADING_MS = 6_000;
/** How long a moment is waited for; when none came it strikes anyway. */
const MOMENT_MS = 5_000;
/** Rooms wait up to some seconds between two attempts to begin anew. */
const BACK_MS = 120_000;

/** An outage. */
export interface Outage {
  /** As the figures call it. */
  readonly what: string;
  readonly lastsMs: number;
  begin(): Promise<void>;
  end(): Promise<void>;
}

/**
 * Lets it strike at a random moment, and returns when the platform is back. Until then it counts as not running.
 * @throws {Error} when the platform has ended, or does not come back.
 */
export async function outage(world: World, { what, lastsMs, begin, end }: Outage): Promise<void> {
  const { journal, moments, platform, random } = world;
  await sleep(random() * LONGEST_TRADING_MS);
  const moment = random() < 0.5 ? null : MOMENTS[Math.floor(random() * MOMENTS.length)]!;
  if (moment !== null) await moments.at(moment, MOMENT_MS, () => {});
  const fromMs = Date.now();
  journal.struck(what);
  await begin();
  await sleep(lastsMs);
  await end();
  await platform.ready(BACK_MS);
  await until("every user is told how the strategies are", BACK_MS, () => isAtWork(world));
  platform.downs.push({ fromMs, toMs: Date.now() });
}

async function isAtWork({ traders }: World): Promise<boolean> {
  const answers = await Promise.all(traders.map(({ client }) => client.ask("GET", "/bot", { timeoutMs: 10_000 })));
  return answers.every((answer) => answer?.status === 200);
}
