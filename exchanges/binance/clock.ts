/** The clock that this room reads; whoever uses the room hands it in, so that a test can turn it. */
export interface Clock {
  /** UTC milliseconds. */
  now(): number;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
