/** `deno task parity`, from its flags to its exit code. */
import { Refused } from "../backtest/refused.ts";
import { timeframeMs } from "../domain/timeframe.ts";
import { examples } from "../strategies/examples.ts";
import { SourceRefused } from "../strategies/user_error.ts";
import { HELP, type ParityFlags, parseParityFlags } from "./flags.ts";
import { type RecordedParity, recordedParity } from "./recorded.ts";
import type { Play } from "./stage.ts";
import { reportInWords } from "./words.ts";

/** Where the command writes. */
export interface Console {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** In the middle of what was recorded, whose past is long enough for every strategy. */
const FROM_MS = Date.UTC(2023, 3, 10);
const DAY_MS = 86_400_000;
const DEFAULT_TIMEFRAME = "5m";
const TITLES = { paper: "Paper broker", demo: "Demo exchange" } as const;
/** Candles between two lines about how far it is. */
const TOLD_EVERY = 100;

/** Runs the command; answers the exit code: 0, or 1 when something was refused or decided otherwise without a reason. */
export async function parityCommand(args: readonly string[], { out, err }: Console): Promise<number> {
  try {
    const flags = parseParityFlags(args);
    if (!flags) {
      out(HELP);
      return 0;
    }
    const { play, toMs } = await playOf(flags);
    const onCandle = (through: number, of: number) => {
      if (through % TOLD_EVERY === 0) err(`${through} of ${of} candles`);
    };
    const parity = await recordedParity(play, toMs, { onCandle, told: err });
    if (flags.json !== undefined) await put(flags.json, `${JSON.stringify(parity, null, 1)}\n`, out);
    if (flags.json !== "-") out(inWords(flags, play, parity));
    return Object.values(parity).some(({ decisions: { counts } }) => counts.different > 0) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof Refused || error instanceof SourceRefused)) throw error;
    err(error.message);
    return 1;
  }
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

async function sourceOf(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const names = examples.map(({ name }) => name.toLowerCase().replaceAll(" ", "-")).join(", ");
    throw new Refused(`Cannot run "${path}": there is no such file, and the built-in strategies are ${names}`);
  }
}

async function put(path: string, text: string, out: Console["out"]): Promise<void> {
  if (path === "-") return out(text);
  try {
    await Deno.writeTextFile(path, text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Refused(`Cannot write ${path}: ${error.message}`);
  }
}
