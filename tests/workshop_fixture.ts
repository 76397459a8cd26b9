/** For walks: a workshop in memory that answers as a walk says. */
import type { Candle } from "../domain/candle.ts";
import { HttpError } from "../web/fresh/error.ts";
import type {
  CheckedSource,
  Completion,
  DryRun,
  Hover,
  ParameterSpec,
  StrategyDependents,
  StrategyDraft,
  StrategyRow,
  StrategyView,
  Verdict,
  WorkshopServices,
} from "../web/workshop_services.ts";

/** A moment of the fixture, UTC ms. */
export const SAVED_MS = Date.UTC(2026, 0, 2, 3, 4);

const PASSED = {
  outcome: "passed",
  compared: 40,
  changed: 0,
  firstChangedMs: null,
  candlesNeeded: null,
  reason: null,
} as const;
/** Nothing wrong was found. */
export const SOUND: Verdict = { problems: [], lookAhead: PASSED, warmUp: PASSED, checkedMs: SAVED_MS };

type Kept = Omit<StrategyView, "versions" | "source"> & {
  readonly sources: string[];
  readonly origins: StrategyDraft["origin"][];
};

/** A workshop; a walk looks at it and changes what it answers. */
export class MemoryWorkshop implements WorkshopServices {
  readonly kept = new Map<string, Kept>();
  readonly asked: string[] = [];
  readonly specs: ParameterSpec[] = [{ name: "fast", default: 10, min: 1, max: 100 }];
  dependents_: StrategyDependents = { atWork: [], backtests: 0, orders: 0 };

  list(): Promise<readonly StrategyRow[]> {
    return Promise.resolve([...this.kept.values()].sort((a, b) => a.name < b.name ? -1 : 1));
  }

  open(id: string): Promise<StrategyView> {
    const { sources, origins, ...row } = this.#find(id);
    const versions = sources.map((_, at) => ({
      number: at + 1,
      origin: origins[at]!,
      createdMs: SAVED_MS + at * 60_000,
      verdict: at + 1 === row.version ? row.verdict : null,
    }));
    return Promise.resolve({ ...row, source: sources.at(-1)!, versions: versions.reverse() });
  }

  create({ source, origin, ...draft }: StrategyDraft): Promise<{ id: string }> {
    if ([...this.kept.values()].some(({ name }) => name === draft.name)) {
      throw new HttpError(409, `You have a strategy "${draft.name}" already`);
    }
    const id = crypto.randomUUID();
    const counts = { version: 1, atWork: 0, outdated: 0, backtests: 0 };
    this.kept.set(id, {
      ...draft,
      ...counts,
      id,
      verdict: null,
      updatedMs: SAVED_MS,
      sources: [source],
      origins: [origin],
    });
    return Promise.resolve({ id });
  }

  save(id: string, { source, origin, ...draft }: StrategyDraft): Promise<{ version: number }> {
    const before = this.#find(id);
    const isNew = source !== before.sources.at(-1);
    if (isNew) {
      before.sources.push(source);
      before.origins.push(origin);
    }
    const version = before.sources.length;
    this.kept.set(id, { ...before, ...draft, version, verdict: isNew ? null : before.verdict });
    return Promise.resolve({ version });
  }

  version(id: string, number: number): Promise<string> {
    const source = this.#find(id).sources[number - 1];
    if (source === undefined) throw new HttpError(404, `No version ${number}`);
    return Promise.resolve(source);
  }

  async duplicate(id: string): Promise<{ id: string }> {
    const { name, source, description, timeframe, parameters } = await this.open(id);
    return this.create({ name: `${name} (2)`, source, description, timeframe, parameters, origin: "user" });
  }

  dependents(id: string): Promise<StrategyDependents> {
    this.#find(id);
    return Promise.resolve(this.dependents_);
  }

  remove(id: string, stop: boolean): Promise<void> {
    this.#find(id);
    this.asked.push(`remove ${stop}`);
    this.kept.delete(id);
    return Promise.resolve();
  }

  upgrade(id: string): Promise<{ upgraded: number }> {
    const before = this.#find(id);
    this.kept.set(id, { ...before, outdated: 0 });
    return Promise.resolve({ upgraded: before.outdated });
  }

  /** Every `oops` is an error. */
  check(source: string): Promise<CheckedSource> {
    const problems = source.split("\n").flatMap((text, at) => {
      const column = text.indexOf("oops") + 1;
      const place = { line: at + 1, column, endLine: at + 1, endColumn: column + 4 };
      const message = "Cannot find name 'oops'.";
      return column === 0 ? [] : [{ ...place, severity: "error" as const, message, code: "TS2304" }];
    });
    return Promise.resolve({ problems, specs: problems.length === 0 ? this.specs : null });
  }

  complete(source: string, offset: number): Promise<Completion> {
    const word = /[\w$]*$/.exec(source.slice(0, offset))![0];
    const option = { kind: "method", detail: "(): boolean", info: "Whether to hold the market from now on." } as const;
    return Promise.resolve({ from: offset - word.length, options: [{ ...option, label: "shouldLong" }] });
  }

  hover(source: string, offset: number): Promise<Hover | null> {
    const from = source.indexOf("shouldLong");
    if (from < 0 || offset < from || offset > from + 10) return Promise.resolve(null);
    return Promise.resolve({
      from,
      to: from + 10,
      signature: "shouldLong(): boolean",
      documentation: "Whether to hold the market from now on.",
    });
  }

  dryRun({ symbol, timeframe, source }: Parameters<WorkshopServices["dryRun"]>[0]): Promise<DryRun> {
    this.asked.push(`try ${symbol} ${timeframe}`);
    const candles = Array.from({ length: 200 }, (_, at): Candle => {
      const close = 100 + 10 * Math.sin(at / 9);
      const [low, high] = [close - 1, close + 1];
      const text = (value: number) => value.toFixed(2);
      const openMs = SAVED_MS - SAVED_MS % 900_000 + at * 900_000;
      const prices = { open: text(close), high: text(high), low: text(low), close: text(close) };
      return { symbol, timeframe, openMs, closeMs: openMs + 899_999, ...prices, volume: "3" };
    });
    return Promise.resolve({
      candles,
      marks: [
        { openMs: candles[110]!.openMs, kind: "enter-long", reason: null, price: 101.5 },
        { openMs: candles[150]!.openMs, kind: "exit", reason: "stop-loss", price: 99.25 },
      ],
      trades: 1,
      returnPercent: -2.25,
      printed: source.includes("console") ? ["hello from the strategy"] : [],
      tookMs: 12,
      error: null,
    });
  }

  #find(id: string): Kept {
    const found = this.kept.get(id);
    if (found === undefined) throw new HttpError(404, `No strategy ${id}`);
    return found;
  }
}
