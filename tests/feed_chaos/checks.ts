/** What must be true after a day of faults. */
import assert from "node:assert/strict";
import type { Shelf } from "../../actors/memory_recorder.ts";
import { candleKey } from "../../actors/topics.ts";
import type { Candle } from "../../domain/candle.ts";
import type { IncidentKind } from "../../domain/feed_audit.ts";
import type { ChaosExchange } from "./chaos_exchange.ts";
import type { Heard } from "./heard.ts";
import type { ReplayedMarket } from "./replay.ts";

const MINUTE_MS = 60_000;

/** The exchange's own candles by symbol and timeframe. */
export type Own = ReadonlyMap<string, readonly Candle[]>;

/** Every candle of every timeframe is stored as the exchange has it. */
export function checkStored(own: Own, shelf: Shelf): void {
  for (const [key, candles] of own) {
    assert.ok(candles.length > 0, key);
    assert.deepEqual(numbers(shelf.get(key) ?? []), numbers(candles), `${key} as it is stored`);
  }
}

/** Each was told exactly once, in order, and named the one before it. */
export function checkTold(own: Own, { closed }: Heard): void {
  for (const [key, candles] of own) {
    const told = closed.get(key) ?? [];
    const opens = candles.map(({ openMs }) => openMs);
    assert.deepEqual(told.map(({ candle }) => candle.openMs), opens, `${key} as it was told`);
    assert.deepEqual(told.map(({ afterMs }) => afterMs), [null, ...opens.slice(0, -1)], `${key}: what came before`);
  }
}

/** What was told with wrong numbers was corrected, and nothing else; a longer candle once for each wrong one within. */
export function checkCorrected(own: Own, { closed, corrected }: Heard): void {
  for (const [key, candles] of own) {
    const [told, right] = [numbers(closed.get(key)!.map(({ candle }) => candle)), numbers(candles)];
    const wrong = right.filter((row, i) => row.some((value, column) => value !== told[i]![column]));
    const names = new Set((corrected.get(key) ?? []).map(({ candle }) => candle.openMs));
    assert.deepEqual([...names].sort((a, b) => a - b), wrong.map(([openMs]) => openMs), `${key}: what was corrected`);
  }
}

/** Prints follow one another; only where the feed itself began anew some are left out, or told again. */
export function checkPrints({ symbol, prints }: ReplayedMarket, { printed }: Heard, endMs: number): void {
  const told = printed.get(symbol)!;
  let last = 0;
  let begunAnew = true;
  for (const id of told) {
    if (id !== null && !begunAnew) assert.equal(id, last + 1, `${symbol}: the print after ${last}`);
    begunAnew = id === null;
    last = id ?? last;
  }
  const all = prints.filter(({ T }) => T < endMs).length;
  assert.ok(told.length > 0.4 * all, `${symbol}: only ${told.length} of ${all} prints were told`);
}

/** What the wire did not tell and was told all the same is named as repaired; so are corrections and halts. */
export function checkAudit(market: ReplayedMarket, own: Own, heard: Heard, exchange: ChaosExchange): void {
  const { symbol } = market;
  const key = candleKey(symbol, "1m");
  const wire = exchange.told.get(symbol)!;
  const named = (kind: IncidentKind) => new Named(heard, symbol, kind);
  const opens = heard.closed.get(key)!.map(({ candle }) => candle.openMs);
  const unheard = opens.filter((openMs) => !wire.closes.has(openMs));
  assert.deepEqual(
    unheard.filter((openMs) => !named("candle_repair").has(openMs)),
    [],
    `${key}: repairs without an entry`,
  );
  const ids = heard.printed.get(symbol)!.filter((id) => id !== null);
  const missed = ids.filter((id) => !wire.prints.has(id));
  assert.deepEqual(missed.filter((id) => !named("trade_repair").has(id)), [], `${symbol}: prints without an entry`);
  const corrected = (heard.corrected.get(key) ?? []).map(({ candle }) => candle.openMs);
  assert.deepEqual(
    corrected.filter((openMs) => !named("correction").has(openMs)),
    [],
    `${key}: corrections without an entry`,
  );
  assert.deepEqual(missingIn(own.get(key)!), named("halt").all(MINUTE_MS), `${key}: halts`);
  assert.ok(unheard.length > 0 && missed.length > 0, `${symbol}: nothing had to be repaired`);
}

/** What the entries of one kind name. */
class Named {
  readonly #spans: readonly (readonly [number, number])[];

  constructor({ incidents }: Heard, symbol: string, kind: IncidentKind) {
    this.#spans = incidents.filter((incident) => incident.symbol === symbol && incident.kind === kind)
      .map(({ from, to }) => [from!, to!]);
  }

  has(value: number): boolean {
    return this.#spans.some(([from, to]) => value >= from && value <= to);
  }

  /** Everything named, each once, in order. */
  all(stepSize: number): number[] {
    const values = this.#spans.flatMap(([from, to]) =>
      Array.from({ length: (to - from) / stepSize + 1 }, (_, i) => from + i * stepSize)
    );
    return [...new Set(values)].sort((a, b) => a - b);
  }
}

/** Open times of minutes that are not there, between the first and the last. */
function missingIn(minutes: readonly Candle[]): number[] {
  const missing: number[] = [];
  for (const [i, { openMs }] of minutes.slice(1).entries()) {
    for (let at = minutes[i]!.openMs + MINUTE_MS; at < openMs; at += MINUTE_MS) missing.push(at);
  }
  return missing;
}

function numbers(candles: readonly Candle[]): number[][] {
  return candles.map((
    { openMs, open, high, low, close, volume },
  ) => [openMs, ...[open, high, low, close, volume].map(Number)]);
}
