/** What the backtest desk holds, and all that it hears. */
import { z } from "zod";
import type { StoredRun } from "../../db/backtests.ts";
import type { RunState } from "../../domain/backtest/request.ts";
import { backtestDeskProtocol } from "../backtest_desk_protocol.ts";
import { runListenerProtocol } from "../backtest_run/protocol.ts";
import { databaseArg } from "../database_arg.ts";
import { type ActorContext, downSchema } from "../runtime/mod.ts";

/** What a desk is handed. */
export const backtestDeskArgs = z.object({
  db: databaseArg,
  /** The exchange whose candles are stored. */
  exchange: z.string(),
  /** The dynamic supervisor of the runs. */
  runsPath: z.string(),
  candleReaderPath: z.string(),
  /** Who knows the rules of the exchange's markets. */
  feedPath: z.string(),
  marketDeskPath: z.string(),
  recorderPath: z.string(),
  /** Processor cores that runs may use; default: all. */
  cores: z.int().min(1).default(navigator.hardwareConcurrency),
  /** Module of the runs. */
  runModule: z.string().default(import.meta.resolve("../backtest_run.actor.ts")),
});

/** All that the desk hears. */
export const backtestDeskMessages = {
  ...backtestDeskProtocol,
  ...runListenerProtocol,
  /** The actor of a run has ended. */
  RunDown: { in: downSchema },
  /** Starts whatever may start. */
  StartNext: {},
} as const;

/** A run that has not ended. */
export type DeskRun = StoredRun & {
  readonly cores: number;
  state: RunState;
  part: number;
  error: string | null;
  /** Which start this is; 0 = none yet. */
  start: number;
  /** Path of its actor; null = it has none. */
  path: string | null;
  /** Its candles are stored. */
  isReady: boolean;
  /** It has its turn. */
  hasTurn: boolean;
  /** How often its actor fell, and how often it could not be started. */
  falls: number;
  failedStarts: number;
};

/** What the desk holds. */
export interface BacktestDesk {
  readonly args: z.infer<typeof backtestDeskArgs>;
  /** In the order in which they were asked for. */
  readonly runs: Map<string, DeskRun>;
  /** By user, the number of their last turn. */
  readonly turns: Map<string, number>;
  lastTurn: number;
  /** Starts that failed are tried again. */
  isWaiting: boolean;
}
/** Its context. */
export type DeskContext = ActorContext<typeof backtestDeskMessages>;

/** A stored run, as it stands in the queue. */
export function queued(run: StoredRun, { cores }: BacktestDesk["args"]): DeskRun {
  return {
    ...run,
    cores: run.kind === "optimisation" ? cores : 1,
    state: "queued",
    part: 0,
    error: null,
    start: 0,
    path: null,
    isReady: false,
    hasTurn: false,
    falls: 0,
    failedStarts: 0,
  };
}

/** The run, where this is its newest start; undefined where it has ended or has been started anew. */
export function newest({ runs }: BacktestDesk, id: string, start: number): DeskRun | undefined {
  const run = runs.get(id);
  return run?.start === start ? run : undefined;
}
