/** When a supervisor gives up, and how long it waits before a restart: pure data in, pure data out. */
import { parseDuration } from "./duration.ts";
import type { BackoffSpec, SupervisorSpec } from "./types.ts";

const defaultIntensity = 3;
const defaultPeriodMs = 5_000;

/** Counts restarts in a sliding window. */
export class RestartWindow {
  readonly intensity: number;
  readonly periodMs: number;
  #restartsMs: number[] = [];

  constructor(spec: Pick<SupervisorSpec, "intensity" | "period" | "backoff">) {
    this.intensity = spec.intensity ?? (spec.backoff === undefined ? defaultIntensity : Infinity);
    this.periodMs = spec.period === undefined ? defaultPeriodMs : parseDuration(spec.period);
  }

  /** Notes a restart; false when it is one too many. A restart exactly `period` ago no longer counts. */
  allow(nowMs: number): boolean {
    if (this.intensity === Infinity) return true;
    const sinceMs = nowMs - this.periodMs;
    while ((this.#restartsMs[0] ?? Infinity) <= sinceMs) this.#restartsMs.shift();
    this.#restartsMs.push(nowMs);
    return this.#restartsMs.length <= this.intensity;
  }
}

/** The waiting times of one child. */
export class Backoff {
  readonly #minMs: number;
  readonly #maxMs: number;
  readonly #factor: number;
  readonly #jitter: number;
  readonly #resetAfterMs: number;
  #attempt = 0;

  constructor(spec: BackoffSpec, private readonly random: () => number) {
    this.#minMs = parseDuration(spec.min);
    this.#maxMs = Math.max(this.#minMs, parseDuration(spec.max));
    this.#factor = Math.max(1, spec.factor ?? 2);
    this.#jitter = Math.max(0, spec.jitter ?? 0);
    this.#resetAfterMs = spec.resetAfter === undefined ? this.#maxMs : parseDuration(spec.resetAfter);
  }

  /** Milliseconds to wait now, for a child that had lived for `livedMs`. */
  nextMs(livedMs: number): number {
    if (livedMs >= this.#resetAfterMs) this.#attempt = 0;
    const waitMs = Math.min(this.#minMs * this.#factor ** this.#attempt++, this.#maxMs);
    return waitMs * (1 + this.random() * this.#jitter);
  }
}
