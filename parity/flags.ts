/** The command line of `deno task parity`, checked. */
import { parseArgs, type ParseArgsConfig } from "node:util";
import { Refused } from "../backtest/refused.ts";
import { parametersOf } from "../backtest/flags.ts";
import { type Timeframe, timeframe } from "../domain/timeframe.ts";
import type { ParameterValue } from "../strategies/parameter.ts";

/** What is asked for. */
export interface ParityFlags {
  /** A built-in strategy's name or a source's path. */
  readonly strategy: string;
  readonly days: number;
  readonly symbol: "BTC/USDT" | "ETH/USDT";
  /** Undefined = the example's own, or 5m. */
  readonly timeframe: Timeframe | undefined;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Quote currency that each venue gives it. */
  readonly cash: number;
  /** Where the report goes as JSON; `-` = standard output. */
  readonly json: string | undefined;
}

/** What `--help` prints. */
export const HELP =
  `Runs a strategy over the same recorded market in a backtest, on the paper broker and on the demo exchange, and compares.

deno task parity --strategy FILE|NAME [options]

  --strategy FILE|NAME   a source that extends Strategy, or a built-in one (sma-cross, …)
  --days 1               how many days of the recorded market; parts of one too
  --symbol BTC/USDT      BTC/USDT or ETH/USDT
  --timeframe 5m         1m, 3m, 5m, 10m, 15m, 1h, 2h or 4h; of a built-in one: its own
  --param k=v            a parameter of the strategy; as often as needed
  --cash 10000           quote currency to begin with
  --json OUT             writes the report to a file, or to - (standard output)

Ends with 1 when anything was decided otherwise that neither the position nor the money explains.
`;

const FLAGS = {
  strategy: { type: "string" },
  days: { type: "string" },
  symbol: { type: "string" },
  timeframe: { type: "string" },
  param: { type: "string", multiple: true },
  cash: { type: "string" },
  json: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsConfig["options"];

const LONGEST_DAYS = 20;

/**
 * Reads the command line; undefined when help was asked for.
 * @throws {Refused} naming the flag and what it takes.
 */
export function parseParityFlags(args: readonly string[]): ParityFlags | undefined {
  const values = valuesOf(args);
  if (values.help) return undefined;
  const { strategy, symbol = "BTC/USDT", json } = values;
  if (!strategy) throw new Refused("Cannot run without --strategy: expected a file or a built-in name");
  if (symbol !== "BTC/USDT" && symbol !== "ETH/USDT") {
    throw new Refused(`Cannot take --symbol ${symbol}: expected BTC/USDT or ETH/USDT`);
  }
  return {
    strategy,
    days: numberIn("days", values.days ?? "1", LONGEST_DAYS),
    symbol,
    timeframe: values.timeframe === undefined ? undefined : timeframeIn(values.timeframe),
    parameters: parametersOf(values.param ?? []),
    cash: numberIn("cash", values.cash ?? "10000", 1_000_000),
    json,
  };
}

function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({ args: args.filter((arg) => arg !== "--"), options: FLAGS, strict: true }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Refused(`Cannot read the command line: ${error.message.replaceAll("\n", " ")}`);
  }
}

function numberIn(name: string, text: string, most: number): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value <= most) return value;
  throw new Refused(`Cannot take --${name} ${text}: expected a number above 0, at most ${most}`);
}

function timeframeIn(text: string): Timeframe {
  const parsed = timeframe.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new Refused(`Cannot take --timeframe ${text}: expected one of ${timeframe.options.join(", ")}`);
}
