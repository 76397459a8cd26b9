/** Kills: SIGKILL at a random moment, also while the platform starts; then it is started again on what it left. */
import type { Random } from "../exchanges/demo/random.ts";
import type { Disaster } from "./disaster.ts";
import { type Moment, MOMENTS } from "./moments.ts";
import { sleep } from "./waiting.ts";
import type { World } from "./world.ts";

/** How long a moment is waited for; when none came the platform is killed anyway. */
const MOMENT_MS = 15_000;
/** A start takes some seconds: it is killed at any moment of them. */
const STARTS_MS = 6_000;
/** From the moment to the kill, at most; in half of the cases there is nothing between. */
const LATER_MS = 80;
const LONGEST_TRADING_MS = 10_000;
const LONGEST_PAUSE_MS = 5_000;

/** The platform is killed. */
export const KILLS: Disaster = {
  name: "kill",
  async strike(world) {
    const { random } = world;
    await sleep(random() * LONGEST_TRADING_MS);
    const kind = random();
    if (kind < 0.2) await killWhileItStarts(world);
    else if (kind < 0.35) await kill(world, "anywhere");
    else await killAt(world, MOMENTS[Math.floor(random() * MOMENTS.length)]!);
    if (random() < 0.3) await sleep(random() * LONGEST_PAUSE_MS);
    world.platform.start();
    await world.platform.ready();
  },
};

/** The processes of the platform are known shortly before: those of its last moments are not. */
async function killAt(world: World, moment: Moment): Promise<void> {
  const { moments, platform, random } = world;
  const laterMs = laterBy(random);
  await noteProcesses(world);
  const came = await moments.at(moment, MOMENT_MS, () => {
    if (laterMs === 0) platform.killNow();
  });
  if (laterMs > 0) await sleep(laterMs);
  await kill(world, came ? moment : "anywhere");
}

/** While the platform is down already: a start that is cut short. */
async function killWhileItStarts(world: World): Promise<void> {
  const { platform, random } = world;
  platform.killNow();
  await platform.gone();
  platform.start();
  await sleep(random() * STARTS_MS);
  await kill(world, "starting");
}

async function noteProcesses({ platform, journal }: World): Promise<void> {
  journal.processes.push(...await platform.processes());
}

async function kill({ platform, journal }: World, what: string): Promise<void> {
  platform.killNow();
  journal.struck(what);
  await platform.gone();
}

function laterBy(random: Random): number {
  return random() < 0.5 ? 0 : random() * LATER_MS;
}
