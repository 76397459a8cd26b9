/** How much time and room an answer may take. */

/** Bounds of one request to a service. */
export interface Limits {
  /** Until its answer begins: a model of the user's own may have to be loaded first. */
  readonly beginMs: number;
  /** Without any byte, once it has begun. */
  readonly silentMs: number;
  readonly totalMs: number;
  /** As received: a piece of a word can have 400 bytes around it. */
  readonly bytes: number;
  /** Between two ends of lines. */
  readonly lineBytes: number;
  /** Of the answer's text. */
  readonly characters: number;
}

/** Bounds of an answer about a strategy. */
export const ANSWER_LIMITS: Limits = {
  beginMs: 180_000,
  silentMs: 60_000,
  totalMs: 600_000,
  bytes: 16 * 1024 * 1024,
  lineBytes: 256 * 1024,
  characters: 120_000,
};

/** Bounds of a question whose answer is short: whether it answers, which models it has. */
export const LOOK_LIMITS: Limits = {
  beginMs: 60_000,
  silentMs: 20_000,
  totalMs: 90_000,
  bytes: 8 * 1024 * 1024,
  lineBytes: 8 * 1024 * 1024,
  characters: 20_000,
};
