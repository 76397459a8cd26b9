/**
 * A server that speaks Binance Spot's market-data protocol: REST below `/api/v3`, streams on `/ws` and `/stream`, all
 * on one port of the loopback interface.
 */
import type { Fault } from "./chaos/fault_log.ts";
import type { OutageKind } from "./chaos/outages.ts";
import type { ChaosOptions } from "./chaos/plan.ts";
import { BINANCE_LIMITS, type ConnectionLimits } from "./lifeline.ts";
import { DemoExchange } from "./exchange.ts";
import { type Anchor, ExchangeClock, reckon } from "./exchange_clock.ts";
import { openMarkets, readRecordings, type Shifts, shiftsFor, SHIPPED_RECORDINGS, unshifted } from "./markets.ts";
import { machineTime, type ServerTime } from "./server_time.ts";
import { DemoServer, HOST } from "./sockets.ts";
import { type DemoState, loadState, saveState } from "./state_file.ts";

/** How a demo exchange is started. */
export interface DemoExchangeOptions {
  /** 0 (default) = the port of the last run where it is known and free, else one from the system. */
  readonly port?: number;
  /** Recordings to replay, see {@linkcode readRecordings}; default the shipped ones. */
  readonly klines?: readonly string[];
  /** How many times as fast as the machine's clock the exchange's time runs; default 1. */
  readonly speed?: number;
  /** Chooses the trades inside the recorded minutes; default 1. */
  readonly seed?: number;
  /**
   * Where the exchange's clock begins, UTC ms in the recordings' own time, which are not shifted then: each run is the
   * same again. Default: the machine's time, and the recordings shifted so that they hold it.
   */
  readonly fromMs?: number | null;
  /** JSON file that lets a restart go on with the same timeline; default none. */
  readonly statePath?: string | null;
  /** SQLite file that keeps clients, their balances and orders; default: they are forgotten. */
  readonly tradingPath?: string | null;
  readonly limits?: Partial<ConnectionLimits>;
  /** What goes wrong on purpose; default nothing. */
  readonly chaos?: ChaosOptions | null;
  readonly time?: ServerTime;
}

/** A running demo exchange. */
export interface RunningDemoExchange {
  /** `http://127.0.0.1:<port>`; the API lies below `/api/v3`. */
  readonly restUrl: string;
  /** `ws://127.0.0.1:<port>`; clients append `/ws` or `/stream`. */
  readonly wsUrl: string;
  readonly port: number;
  readonly clock: ExchangeClock;
  readonly exchange: DemoExchange;
  /** What goes wrong on purpose from now on; null = nothing more. @throws {z.ZodError} when it is no plan. */
  setChaos(options: ChaosOptions | null): void;
  /** Lets one thing go wrong now, to every connection or to the whole exchange, plan or not. */
  strike(kind: OutageKind, forMs: number): void;
  /** What was done on purpose so far: the latest 20,000 faults, oldest first. */
  faults(): readonly Fault[];
  /** Number of open stream connections. */
  connections(): number;
  /** Ends all connections and frees the port. May be called again. */
  close(): Promise<void>;
}

const SAVE_EVERY_MS = 5000;

/** Starts a demo exchange. @throws when a recording or the state cannot be read, or the port is taken. */
export async function startDemoExchange(options: DemoExchangeOptions = {}): Promise<RunningDemoExchange> {
  const time = options.time ?? machineTime;
  const statePath = options.statePath ?? null;
  const recordings = await readRecordings(options.klines ?? SHIPPED_RECORDINGS);
  const state = statePath === null ? null : await loadState(statePath);
  const fromMs = options.fromMs ?? null;
  const anchor = anchorFrom(state, time.now(), fromMs);
  const clock = new ExchangeClock(anchor, options.speed ?? 1, () => time.now());
  const shifts = fromMs === null || state !== null
    ? shiftsFor(recordings, state?.shifts ?? {}, anchor.exchangeMs)
    : unshifted(recordings, fromMs);
  const exchange = new DemoExchange(
    openMarkets(recordings, shifts, options.seed ?? 1),
    clock,
    options.tradingPath ?? null,
  );
  for (const { id, history } of exchange.markets) history.halts.restore(state?.halts[id] ?? []);
  exchange.chaos.set(options.chaos ?? null);
  exchange.planHalts(state?.anchor.exchangeMs ?? anchor.exchangeMs);
  const server = new DemoServer(exchange, { ...BINANCE_LIMITS, ...options.limits }, time);
  await server.listen(options.port ?? 0, state?.port ?? null);
  const keeper = statePath === null ? null : keepState(statePath, exchange, shifts, server.port, time);
  return {
    restUrl: `http://${HOST}:${server.port}`,
    wsUrl: `ws://${HOST}:${server.port}`,
    port: server.port,
    clock,
    exchange,
    setChaos: (options) => exchange.setChaos(options),
    strike: (kind, forMs) => server.outages.strike(kind, forMs),
    faults: () => exchange.chaos.log.list(),
    connections: () => server.connections,
    async close() {
      keeper?.();
      await server.close();
      exchange.desk[Symbol.dispose]();
    },
  };
}

/** Goes on where the last run would be by now at its own speed. */
function anchorFrom(state: DemoState | null, wallMs: number, fromMs: number | null): Anchor {
  if (state === null) return { wallMs, exchangeMs: fromMs ?? wallMs };
  return { wallMs, exchangeMs: reckon(state.anchor, state.speed, wallMs) };
}

/** Writes the state now, every few seconds, and once more when the returned function is called. */
function keepState(
  path: string,
  { clock, markets }: DemoExchange,
  shifts: Shifts,
  port: number,
  time: ServerTime,
): () => void {
  const save = () => {
    const anchor = clock.mark();
    const halts = Object.fromEntries(
      markets.map(({ id, history }) => [id, history.halts.between(-Infinity, anchor.exchangeMs)]),
    );
    saveState(path, { version: 1, anchor, speed: clock.speed, shifts, halts, port });
  };
  save();
  const cancel = time.every(SAVE_EVERY_MS, save);
  return () => {
    cancel();
    save();
  };
}
