/** The command line of `deno task backtest`, checked. */
import { parseArgs, type ParseArgsConfig } from "node:util";
import { type GivenOptions, type Sizing, sizing } from "../domain/backtest/options.ts";
import type { ParameterValue } from "../strategies/parameter.ts";
import { Refused } from "./refused.ts";

/** What any command that runs a strategy over a file asks for. */
export interface RunFlags {
  /** A built-in strategy's name or a source's path. */
  readonly strategy: string;
  /** Path of the candles, and of shorter ones that tell what came first inside them. */
  readonly candles: string;
  readonly detail: string | undefined;
  /** Length of the candles to run over, ms; undefined = as they are in the file. */
  readonly timeframeMs: number | undefined;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly options: GivenOptions;
}

/** What the command line asks for. */
export interface Flags extends RunFlags {
  /** Where to write the result and the trades; `-` = standard output. */
  readonly json: string | undefined;
  readonly trades: string | undefined;
  /** Where to write the report that a browser shows. */
  readonly html: string | undefined;
}

/** What `--help` says of the flags that all such commands take. */
export const RUN_HELP = `  --strategy FILE|NAME   a source that extends Strategy, or a built-in one (sma-cross, …)
  --candles FILE         CSV with a header, or JSON [[openMs, open, high, low, close, volume], …]; gzipped or not
  --timeframe 5m         folds the file's candles to 1m … 1d first
  --detail FILE          shorter candles that tell whether stop or target came first
  --param k=v            a parameter of the strategy; as often as needed
  --cash 10000           quote currency at the start
  --fee 0.001            share of the value paid for each execution; --maker-fee for take-profits alone
  --slippage 0.0005      share of the price paid more at entry, as the spread between bid and ask
  --slippage-on entry    entry, or every-fill: exits and stops slip too
  --size all             all, a fraction such as 0.5, units:N, amount:N (quote currency), risk:R (share of the equity
                         lost at the stop), strategy (what calculatePositionSize() says)
  --step 1               quantities are multiples of this: 1 = whole units, 0.00001 for bitcoins
  --min-notional 0       smallest value of an entry
  --fill next-open       next-open, or close: the close on which it was decided
  --entries 1            how many entries a position may have
  --no-short             the market sells only what one holds
  --no-finalize          leaves open what is open at the end`;

/** What `--help` prints. */
export const HELP = `Runs a strategy over a file of candles.

deno task backtest --strategy FILE|NAME --candles FILE [options]

${RUN_HELP}
  --json OUT             writes {stats, trades, months, equity} to a file, or to - (standard output)
  --trades OUT.csv       writes the trades
  --html OUT.html        writes a report to be shared: charts, months, trades; one file without scripts
`;

/** The flags that all such commands take. */
export const RUN_FLAGS = {
  strategy: { type: "string" },
  candles: { type: "string" },
  detail: { type: "string" },
  timeframe: { type: "string" },
  param: { type: "string", multiple: true },
  cash: { type: "string" },
  fee: { type: "string" },
  "maker-fee": { type: "string" },
  slippage: { type: "string" },
  "slippage-on": { type: "string" },
  size: { type: "string" },
  step: { type: "string" },
  "min-notional": { type: "string" },
  fill: { type: "string" },
  entries: { type: "string" },
  short: { type: "boolean" },
  "no-short": { type: "boolean" },
  finalize: { type: "boolean" },
  "no-finalize": { type: "boolean" },
  json: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsConfig["options"];

const FLAGS = { ...RUN_FLAGS, trades: { type: "string" }, html: { type: "string" } } as const;

type Values = ReturnType<typeof valuesOf<typeof RUN_FLAGS>>;

/**
 * Reads the command line; undefined when help was asked for.
 * @throws {Refused} naming the flag and what it takes.
 */
export function parseFlags(args: readonly string[]): Flags | undefined {
  const values = valuesOf(args, FLAGS);
  if (values.help) return undefined;
  const { json, trades, html } = values;
  return { ...runFlagsOf(values), json, trades, html };
}

/** The flags that all such commands take. @throws {Refused} naming the flag and what it takes. */
export function runFlagsOf(values: Values): RunFlags {
  const { strategy, candles, detail, timeframe } = values;
  if (!strategy) throw new Refused("Cannot run without --strategy: expected a file or a built-in name");
  if (!candles) throw new Refused("Cannot run without --candles: expected a CSV or JSON file");
  return {
    strategy,
    candles,
    detail,
    timeframeMs: timeframe === undefined ? undefined : lengthMs(timeframe),
    parameters: parametersOf(values.param ?? []),
    options: optionsOf(values),
  };
}

/** What was given of these flags. @throws {Refused} for any other. */
export function valuesOf<T extends NonNullable<ParseArgsConfig["options"]>>(args: readonly string[], flags: T) {
  try {
    return parseArgs({ args: args.filter((arg) => arg !== "--"), options: flags, strict: true }).values;
  } catch (error) {
    if (error instanceof TypeError) {
      throw new Refused(`Cannot read the command line: ${error.message.replaceAll("\n", " ")}`);
    }
    throw error;
  }
}

function optionsOf(values: Values): GivenOptions {
  const rate = (name: "fee" | "maker-fee" | "slippage") => numberIn(values, name, "a share from 0 to 0.5", 0, 0.5);
  const fee = rate("fee");
  const given = {
    cash: numberIn(values, "cash", "an amount above 0", Number.MIN_VALUE),
    takerFee: fee,
    makerFee: rate("maker-fee") ?? fee,
    slippage: rate("slippage"),
    slippageOn: choiceIn(values, "slippage-on", { entry: "entry", "every-fill": "every_fill" }),
    sizing: values.size === undefined ? undefined : sizingOf(values.size),
    quantityStep: numberIn(values, "step", "a quantity above 0", Number.MIN_VALUE),
    minNotional: numberIn(values, "min-notional", "an amount of at least 0", 0),
    fill: choiceIn(values, "fill", { "next-open": "next_open", close: "close" }),
    maxEntries: numberIn(values, "entries", "a whole number of at least 1", 1),
    canShort: eitherIn(values.short, values["no-short"], "short"),
    finalize: eitherIn(values.finalize, values["no-finalize"], "finalize"),
  } as const;
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** A number among the flags. @throws {Refused} with what was expected. */
export function numberIn<Name extends string>(
  values: { readonly [key in Name]?: string | undefined },
  name: Name,
  expected: string,
  min: number,
  max = Infinity,
): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && value >= min && value <= max && Number.isFinite(value)) return value;
  throw new Refused(`Cannot take --${name} ${text}: expected ${expected}`);
}

/** One of several words among the flags. @throws {Refused} with those that there are. */
export function choiceIn<T, Name extends string>(
  values: { readonly [key in Name]?: string | undefined },
  name: Name,
  choices: Readonly<Record<string, T>>,
): T | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  if (Object.hasOwn(choices, text)) return choices[text];
  throw new Refused(`Cannot take --${name} ${text}: expected ${Object.keys(choices).join(" or ")}`);
}

function eitherIn(yes: boolean | undefined, no: boolean | undefined, name: string): boolean | undefined {
  if (yes && no) throw new Refused(`Cannot take --${name} and --no-${name} together`);
  return yes ?? (no === undefined ? undefined : !no);
}

function sizingOf(text: string): Sizing {
  const [kind = "", given = ""] = text.split(":");
  const share = Number(text.endsWith("%") ? text.slice(0, -1) : NaN) / 100;
  const value = Number(given === "" ? NaN : given);
  const wanted = {
    all: { by: "all" },
    strategy: { by: "strategy" },
    fraction: { by: "fraction", fraction: value },
    units: { by: "units", units: value },
    amount: { by: "amount", quote: value },
    risk: { by: "risk", share: value },
  }[kind] ?? { by: "fraction", fraction: text.endsWith("%") ? share : Number(text === "" ? NaN : text) };
  const parsed = sizing.safeParse(wanted);
  if (parsed.success) return parsed.data;
  const expected = "all, a fraction from 0 to 1, units:N, amount:N, risk:R or strategy";
  throw new Refused(`Cannot take --size ${text}: expected ${expected}`);
}

/** Values of `--param name=value`. @throws {Refused} for one that is none. */
export function parametersOf(given: readonly string[]): Record<string, ParameterValue> {
  return Object.fromEntries(given.map((pair) => {
    const at = pair.indexOf("=");
    if (at <= 0) throw new Refused(`Cannot take --param ${pair}: expected name=value`);
    return [pair.slice(0, at), parameterValueOf(pair.slice(at + 1))];
  }));
}

/** A number, true, false, or the text itself. */
export function parameterValueOf(text: string): ParameterValue {
  if (text === "true" || text === "false") return text === "true";
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function lengthMs(timeframe: string): number {
  const match = /^([1-9]\d{0,3})([mhd])$/.exec(timeframe);
  if (match) return Number(match[1]) * UNITS_MS[match[2]!]!;
  throw new Refused(`Cannot take --timeframe ${timeframe}: expected a length such as 1m, 15m, 1h or 1d`);
}
