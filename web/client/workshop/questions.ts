/** What the workshop asks its user before it goes on. */

/** A question with a few answers. */
export interface Question {
  readonly title: string;
  readonly text: string;
  /** What to beware of; null = nothing. */
  readonly warning: string | null;
  /** The answers, besides to leave it be. */
  readonly answers: readonly { readonly label: string; readonly isMain: boolean; readonly run: () => void }[];
  /** The word for leaving it be; null = to cancel. */
  readonly stay: string | null;
}

/** Two sources that are compared, and what it is for. */
export interface Comparison {
  readonly title: string;
  /** What to know before one decides; empty = nothing. */
  readonly text: string;
  readonly before: string;
  readonly after: string;
  /** What can be done besides closing it; null = nothing. */
  readonly act: { readonly label: string; readonly dismiss: string; readonly run: () => void } | null;
}
