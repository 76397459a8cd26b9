/** The command line of the torture. */
import { parseArgs } from "node:util";

/** What is to be done. */
export interface TortureFlags {
  /** Its name, one of {@linkcode DISASTERS}. */
  readonly disaster: string;
  /** How many times it strikes. */
  readonly times: number;
  /** Chooses the moments, the orders and the faults. */
  readonly seed: number;
  /** An empty PostgreSQL database; null = the embedded one. */
  readonly databaseUrl: string | null;
  /** How many times as fast as this machine's time the exchange's runs. */
  readonly speed: number;
  /** How many users trade. */
  readonly users: number;
  /** Whether everything is left where it was, to be looked at. */
  readonly keeps: boolean;
}

/** What `--help` prints. */
export const USAGE = `deno task torture [--kills N] [--seed N] [--database URL] [--users N] [--speed X] [--keep]
deno task torture --disaster NAME --times N …

  --kills N        kill the platform N times while it trades (default 20); the same as --disaster kill --times N
  --disaster NAME  what befalls the platform instead: NAMES
  --times N        how often it strikes
  --seed N         choose moments, orders and faults (default 1)
  --database URL   an empty PostgreSQL database to use instead of the embedded one
  --users N        how many users trade (default 2)
  --speed X        how many times as fast the market runs (default 60)
  --keep           leave the data and the log where they are, and print where
`;

/** Reads the arguments. @throws {TypeError} naming what is wrong. */
export function parseTorture(args: readonly string[], disasters: readonly string[]): TortureFlags | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: { type: "string" },
      disaster: { type: "string", default: "kill" },
      times: { type: "string", default: "20" },
      seed: { type: "string", default: "1" },
      database: { type: "string" },
      speed: { type: "string", default: "60" },
      users: { type: "string", default: "2" },
      keep: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  if (!disasters.includes(values.disaster)) {
    throw new TypeError(`--disaster is "${values.disaster}", expected one of ${disasters.join(", ")}`);
  }
  return {
    disaster: values.kills === undefined ? values.disaster : "kill",
    times: whole("kills or --times", values.kills ?? values.times, 1, 100_000),
    seed: whole("seed", values.seed, 0, 2 ** 31),
    databaseUrl: values.database ?? null,
    speed: whole("speed", values.speed, 1, 600),
    users: whole("users", values.users, 1, 10),
    keeps: values.keep,
  };
}

/** What is printed for help, with the disasters that there are. */
export function usageWith(disasters: readonly string[]): string {
  return USAGE.replace("NAMES", disasters.join(", "));
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new TypeError(`--${name} is "${text}", expected a whole number from ${least} to ${most}`);
}
