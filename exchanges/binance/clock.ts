/** The clock that this room reads; whoever uses the room hands it in, so that a test can turn it. */
export interface Clock {
  /** UTC milliseconds. Somebody may set the time of day, forward or back. */
  now(): number;
  /** Milliseconds since some moment; it goes on evenly when the time of day is set: for durations and deadlines. */
  elapsed(): number;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
