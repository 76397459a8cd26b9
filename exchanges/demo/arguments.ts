/** The command line of the demo exchange. */
import { parseArgs } from "node:util";
import { parseChaos } from "./chaos/presets.ts";
import type { DemoExchangeOptions } from "./server.ts";

/** What `--help` prints. */
export const USAGE = `deno task demo-exchange [--port N] [--klines FILE…] [--speed X] [--seed N] [--state FILE]
                          [--accounts FILE] [--from TIME] [--lifetime HOURS] [--chaos PLAN]

  --port N          listen on 127.0.0.1:N; 0 = the port of the last run (with --state) or a free one (default 0)
  --klines FILE…    recordings to replay: BTC_USDT-1m.json[.gz] or Binance's BTCUSDT-1m-2023-04.csv[.gz] (default: the shipped ones)
  --speed X         let the exchange's time run X times as fast, up to 3600 (default 1)
  --seed N          choose the trades inside the recorded minutes (default 1)
  --state FILE      go on with the same timeline after a restart
  --accounts FILE   keep accounts, balances and orders in this SQLite file (default: they are forgotten)
  --from TIME       begin at this moment of the recordings, such as 2023-03-24T11:20Z (default: today)
  --lifetime HOURS  close each connection after so long (default 24)
  --chaos PLAN      let things go wrong: mild, wild, or chances such as drop=0.01,cuts=2,seed=7 (default: nothing)

A chaos plan is a list of names with numbers. Chances from 0 to 1 of each frame: drop, duplicate, delay, reorder; of
each request: serverError, tooMany, slow; of each order or cancel, which is carried out: unknownOutcome, lostAnswer; of
each private event: userDuplicate, userReorder, and of each partial fill: silentFill. Times an hour: silences, cuts,
refusals, maintenances, clockJumps, halts.
Longest lengths: delayMs, slowMs, outageMs, jumpMs, flatMinutes, missingMinutes. The same seed does the same again.
`;

const FASTEST = 3600;
const HOUR_MS = 3_600_000;

/** Reads the arguments; `--klines` takes every file name that follows. @throws {TypeError} naming what is wrong. */
export function parseArguments(args: readonly string[]): DemoExchangeOptions | "help" {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string", default: "0" },
      klines: { type: "string", multiple: true },
      speed: { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
      state: { type: "string" },
      accounts: { type: "string" },
      from: { type: "string" },
      lifetime: { type: "string", default: "24" },
      chaos: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
    allowPositionals: true,
  });
  if (values.help) return "help";
  if (values.klines === undefined && positionals.length > 0) {
    throw new TypeError(`Cannot use "${positionals[0]}": expected only options; file names follow --klines`);
  }
  return {
    port: numberIn(
      "port",
      values.port,
      (value) => Number.isInteger(value) && value >= 0 && value <= 65_535,
      "a whole number from 0 to 65535",
    ),
    speed: numberIn(
      "speed",
      values.speed,
      (value) => value > 0 && value <= FASTEST,
      `a number above 0, at most ${FASTEST}`,
    ),
    seed: numberIn("seed", values.seed, Number.isSafeInteger, "a whole number"),
    statePath: values.state ?? null,
    tradingPath: values.accounts ?? null,
    fromMs: values.from === undefined ? null : momentOf(values.from),
    limits: { lifetimeMs: HOUR_MS * numberIn("lifetime", values.lifetime, (value) => value > 0, "hours above 0") },
    chaos: values.chaos === undefined ? null : parseChaos(values.chaos),
    ...(values.klines === undefined ? {} : { klines: [...values.klines, ...positionals] }),
  };
}

/** A moment with its time zone; a day alone is its beginning in UTC. */
function momentOf(text: string): number {
  const zoned = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const timeMs = zoned ? Date.parse(text) : NaN;
  if (Number.isNaN(timeMs)) {
    throw new TypeError(`Cannot use --from "${text}": expected a day or a moment such as 2023-03-24T11:20Z`);
  }
  return timeMs;
}

function numberIn(name: string, text: string, valid: (value: number) => boolean, expected: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!valid(value)) throw new TypeError(`Cannot use --${name} "${text}": expected ${expected}`);
  return value;
}
