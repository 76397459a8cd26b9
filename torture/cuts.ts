/** Cuts: the platform's database is away for half a minute, or its exchange for up to one and a half. */
import { below } from "../exchanges/demo/random.ts";
import type { Disaster } from "./disaster.ts";
import type { LineState } from "./line.ts";
import { outage } from "./outages.ts";
import type { Halt, PostgresServer } from "./postgres_server.ts";

const DATABASE_MS = 30_000;
const SHORTEST_EXCHANGE_MS = 30_000;
const LONGEST_EXCHANGE_MS = 90_000;
const HALTS: readonly Halt[] = ["fast", "immediate"];
const STATES: readonly Exclude<LineState, "open">[] = ["refuses", "hangs"];

/** The PostgreSQL server is stopped, in order or as by a fall, and started again. */
export function databaseCuts(server: PostgresServer): Disaster {
  return {
    name: "database",
    async strike(world) {
      const how = HALTS[below(world.random, HALTS.length)]!;
      await outage(world, {
        what: `stopped ${how}`,
        lastsMs: DATABASE_MS,
        begin: () => server.halt(how),
        end: () => server.resume(),
      });
    },
  };
}

/** The exchange is cut off: REST and sockets are refused, or stand and say nothing. */
export const EXCHANGE_CUTS: Disaster = {
  name: "exchange",
  async strike(world) {
    const { line, random } = world;
    const state = STATES[below(random, STATES.length)]!;
    await outage(world, {
      what: state,
      lastsMs: SHORTEST_EXCHANGE_MS + random() * (LONGEST_EXCHANGE_MS - SHORTEST_EXCHANGE_MS),
      begin: () => line.set(state),
      end: () => line.set("open"),
    });
  },
};
