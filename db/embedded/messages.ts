/** What the embedded engine's worker and the thread that started it say to each other. */

/** First message to the worker. */
export interface StartEngine {
  readonly kind: "start";
  /** Directory of the database on disk; null = in memory. */
  readonly directory: string | null;
  /** A dumped database to start from (in memory only); null = a new one. */
  readonly template: Uint8Array | null;
  /** How long a transaction may say nothing while others wait for it. */
  readonly silentTransactionMs: number;
}

/** To the worker. `client` numbers are never used twice. */
export type ToEngine =
  | StartEngine
  | { readonly kind: "data"; readonly client: number; readonly bytes: Uint8Array }
  | { readonly kind: "leave"; readonly client: number }
  | { readonly kind: "dump" }
  | { readonly kind: "close" };

/** From the worker. */
export type FromEngine =
  | { readonly kind: "ready" }
  | { readonly kind: "data"; readonly client: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "refused"; readonly client: number; readonly message: string }
  | { readonly kind: "log"; readonly level: "info" | "warning" | "error"; readonly message: string }
  | { readonly kind: "dumped"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "closed" }
  /** It could not start, or cannot go on; it says nothing after this. */
  | { readonly kind: "died"; readonly message: string };
