/** What the soak is asked for on the command line. */
import { parseArgs } from "node:util";

/** How it is called. */
export const USAGE = `deno task soak [--minutes N] [--days N] [--speed S] [--seed N] [--calm]

  --minutes N   ends after so many minutes of the world's time (default 20)
  --days N      ends after so many simulated days (default 30)
  --speed S     simulated time for each unit of the world's (default 2400)
  --seed N      chooses the trades and the faults (default 1)
  --calm        without faults`;

/** What it is asked for. */
export interface SoakOptions {
  readonly minutes: number;
  readonly days: number;
  readonly speed: number;
  readonly seed: number;
  readonly calm: boolean;
}

/**
 * Reads the arguments; null = help is wanted.
 * @throws {TypeError} naming an argument that is unknown.
 * @throws {RangeError} naming a value that is no number in its range.
 */
export function soakOptions(args: readonly string[]): SoakOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: "string", default: "20" },
      days: { type: "string", default: "30" },
      speed: { type: "string", default: "2400" },
      seed: { type: "string", default: "1" },
      calm: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return null;
  return {
    minutes: numberOf("minutes", values.minutes, 0.1, 10_080),
    days: numberOf("days", values.days, 0.1, 40),
    speed: numberOf("speed", values.speed, 1, 20_000),
    seed: numberOf("seed", values.seed, 0, 2 ** 32 - 1),
    calm: values.calm,
  };
}

function numberOf(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text !== "" && value >= least && value <= most) return value;
  throw new RangeError(`--${name} is "${text}", expected a number from ${least} to ${most}`);
}
