/** Answers that are made beside the messages that follow: `{noreply, …}` and `gen_server:reply` of OTP, as a value. */

/** The answer of a handler that has taken its turn and still waits for something. Made with {@linkcode later}. */
export class Later<T = unknown> {
  /** What the asker is told once it is there. */
  readonly answer: Promise<T>;

  /** A handler's turn is over, its answer comes. */
  constructor(answer: Promise<T>) {
    this.answer = answer;
  }
}

/**
 * Ends a handler's turn before its answer is there: the next message is handled meanwhile, so that what this one reads or
 * changes of the state may change at each `await`. A rejection is a crash of the actor, as a throw is; when the incarnation
 * ends first, the asker is told `crash`. A stop waits for it as for the message at hand.
 */
export function later<T>(answer: Promise<T>): Later<T> {
  return new Later(answer);
}
