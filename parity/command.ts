/** `deno task parity`, from its flags to its exit code. */
import { type Console, exitCodeOf, put, sourceOf } from "../backtest/command_files.ts";
import { Refused } from "../backtest/refused.ts";
import { timeframeMs } from "../domain/timeframe.ts";
import { examples } from "../strategies/examples.ts";
import { HELP, type ParityFlags, parseParityFlags } from "./flags.ts";
import { type RecordedParity, recordedParity } from "./recorded.ts";
import type { Play } from "./stage.ts";
import { reportInWords } from "./words.ts";

/** In the middle of what was recorded, whose past is long enough for every strategy. */
const FROM_MS = Date.UTC(2023, 3, 10);
const DAY_MS = 86_400_000;
const DEFAULT_TIMEFRAME = "5m";
const TITLES = { paper: "Paper broker", demo: "Demo exchange" } as const;
/** Candles between two lines about how far it is. */
const TOLD_EVERY = 100;

/** Runs the command; answers the exit code: 0, or 1 when something was refused or decided otherwise without a reason. */
export async function parityCommand(args: readonly string[], { out, err }: Console): Promise<0 | 1> {
  return await exitCodeOf(async () => {
    const flags = parseParityFlags(args);
    if (flags) return await compare(flags, { out, err });
    out(HELP);
  }, err);
}

async function compare(flags: ParityFlags, { out, err }: Console): Promise<0 | 1> {
  const { play, toMs } = await playOf(flags);
  const onCandle = (through: number, of: number) => {
    if (through % TOLD_EVERY === 0) err(`${through} of ${of} candles`);
  };
  const parity = await recordedParity(play, toMs, { onCandle, told: err });
  if (flags.json !== undefined) await put(flags.json, `${JSON.stringify(parity, null, 1)}\n`, out);
  if (flags.json !== "-") out(inWords(flags, play, parity));
  return Object.values(parity).some(({ decisions: { counts } }) => counts.different > 0) ? 1 : 0;
}

function inWords({ strategy, days }: ParityFlags, { symbol, timeframe }: Play, parity: RecordedParity): string {
  const head = `${strategy} on ${symbol}@${timeframe}, ${days} days from ${
    new Date(FROM_MS).toISOString().slice(0, 10)
  }`;
  const venues = Object.entries(TITLES).map(([venue, title]) =>
    reportInWords(`${title} beside the backtest`, parity[venue as keyof typeof TITLES])
  );
  return [head, ...venues].join("\n\n");
}

/** What is to be played. @throws {Refused} for what is neither a file nor built in, or shorter than a candle. */
async function playOf(flags: ParityFlags): Promise<{ play: Play; toMs: number }> {
  const { symbol, parameters, cash, days } = flags;
  const builtIn = examples.find(({ name }) => name.toLowerCase().replaceAll(" ", "-") === flags.strategy);
  const timeframe = flags.timeframe ?? builtIn?.timeframe ?? DEFAULT_TIMEFRAME;
  const source = builtIn?.source ?? await sourceOf(flags.strategy);
  const lengthMs = timeframeMs(timeframe);
  const candles = Math.floor(days * DAY_MS / lengthMs);
  if (candles === 0) throw new Refused(`Cannot play ${days} days: a candle of ${timeframe} is longer`);
  const play = { source, timeframe, symbol, parameters, cash, fromMs: FROM_MS };
  return { play, toMs: FROM_MS + candles * lengthMs };
}
