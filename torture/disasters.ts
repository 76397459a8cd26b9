/** Every disaster that there is, by its name, with what it needs. */
import { clockJumps } from "./clock_jumps.ts";
import { databaseCuts, EXCHANGE_CUTS } from "./cuts.ts";
import type { Disaster, Prepare } from "./disaster.ts";
import { KILLS } from "./kills.ts";
import { PostgresServer } from "./postgres_server.ts";
import { ShiftedClock } from "./shifted_clock.ts";

const withoutNeeds = (disaster: Disaster): Prepare => () => Promise.resolve({ disaster });

/** Every disaster. */
export const DISASTERS: Readonly<Record<string, Prepare>> = {
  kill: withoutNeeds(KILLS),
  exchange: withoutNeeds(EXCHANGE_CUTS),
  async database(stack) {
    const server = stack.use(await PostgresServer.start());
    return { disaster: databaseCuts(server), databaseUrl: server.url };
  },
  async clock(stack) {
    const clock = stack.use(await ShiftedClock.make());
    return { disaster: clockJumps(clock), env: clock.env };
  },
};
