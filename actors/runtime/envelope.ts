/** What a mailbox holds: one message on its way to one actor. */

/** Follows a message that it put into a mailbox. */
export interface Source {
  /** It left the mailbox, whatever becomes of it; may be told twice. */
  taken(envelope: Envelope): void;
  /** It was handled or lost; told once. */
  done?(): void;
}

/** Where the answer of an ask goes. Only the first call has effect. */
export interface Reply {
  readonly settled: boolean;
  /** `foreign` answers come from another isolate and are checked by the asker's schema. */
  answer(value: unknown, foreign?: boolean): void;
  fail(code: "noproc" | "crash" | "overflow" | "invalid", detail: string, cause?: unknown): void;
}

/** One message. The payload belongs to nobody: neither sender nor receiver changes it afterwards. */
export class Envelope {
  constructor(
    readonly kind: string,
    public payload: unknown,
    public reply: Reply | undefined = undefined,
    readonly source: Source | undefined = undefined,
    /** It crossed into this isolate and must pass the receiver's schema. */
    public foreign: boolean = false,
    /** The key of the topic, where the message is a topic's value. */
    readonly key: string | undefined = undefined,
    /** Where its sender was in a trace (W3C); only while there are traces. */
    public traceparent: string | undefined = undefined,
  ) {}
}
